#!/usr/bin/env bash
# Starts the real Request Tracker 5 of Debian on SQLite with an angry customer in it, on the loopback address only, and
# stays in front; ends with it. Needs root on Debian for the installation. Nothing is ever mailed out.
# usage: start.sh FOLDER PORT   FOLDER keeps all it writes
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$1 port=$2 address=http://127.0.0.1:$2
mkdir -p "$folder/mason" "$folder/session" "$folder/RT_SiteConfig.d"

if ! dpkg -s request-tracker5 >/dev/null 2>&1; then
    export DEBIAN_FRONTEND=noninteractive
    debconf-set-selections <<'D'
request-tracker5 request-tracker5/install-cronjobs boolean false
request-tracker5 request-tracker5/handle-siteconfig-permissions boolean false
D
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends request-tracker5 rt5-db-sqlite rt5-standalone rt5-clients \
        dbconfig-no-thanks msmtp-mta starman curl >/dev/null
fi

cat > "$folder/RT_SiteConfig.pm" <<P
Set(\$rtname, 'localtest'); Set(\$Organization, 'localtest');
Set(\$WebDomain, '127.0.0.1'); Set(\$WebPort, $port); Set(\$WebBaseURL, '$address'); Set(\$WebPath, '');
Set(\$CorrespondAddress, 'rt\@localhost.localdomain'); Set(\$CommentAddress, 'rt-comment\@localhost.localdomain');
Set(\$DatabaseType, 'SQLite'); Set(\$DatabaseName, '$folder/rt5.sqlite'); Set(\$DatabaseAdmin, 'root');
Set(\$DatabaseHost, ''); Set(\$DatabaseUser, ''); Set(\$DatabasePassword, '');
Set(\$MailCommand, 'mbox'); # appends every outgoing mail to a file
Set(\$MasonDataDir, '$folder/mason'); Set(\$MasonSessionDir, '$folder/session');
Set(\$WebSessionClass, 'Apache::Session::File');
Set(\$LogToSyslog, undef); Set(\$LogToSTDERR, 'warning'); Set(\$LogToFile, undef); Set(\$Timezone, 'UTC');
1;
P
# Both are needed, else Debian's own settings in RT_SiteConfig.d still win.
export RT_SITE_CONFIG=$folder/RT_SiteConfig.pm RT_SITE_CONFIG_DIR=$folder/RT_SiteConfig.d TMPDIR=$folder

fresh=
if [ ! -s "$folder/rt5.sqlite" ]; then
    fresh=yes
    rt-setup-database-5 --action init --skip-create --dba '' --dba-password '' > "$folder/setup.log" 2>&1
    rt-setup-database-5 --action insert --datafile "$here/initialdata" --dba '' --dba-password '' >> "$folder/setup.log" 2>&1
fi

starman --listen "127.0.0.1:$port" --workers 2 --pid "$folder/pid" \
    /usr/share/request-tracker5/libexec/rt-server > "$folder/server.log" 2>&1 &
server=$!
trap 'kill -QUIT $server 2>/dev/null || true; wait $server 2>/dev/null || true' EXIT
trap 'exit 0' TERM INT
for _ in $(seq 300); do curl -fs -o /dev/null "$address/" && break; sleep 0.2; done

if [ -n "$fresh" ]; then # a customer mails in, an agent replies, adds a private comment, the customer answers
    said() { curl -fs -o /dev/null -u agent:agent-pass -H 'Content-Type: text/plain' --data "$2" "$address/REST/2.0/ticket/1/$1"; }
    rt-mailgate-5 --queue General --action correspond --url "$address/" < "$here/mail1.eml"
    said correspond 'Hi Maria, thanks for writing. We are looking into it.'
    said comment 'Internal: duplicate capture in PSP log.'
    rt-mailgate-5 --queue General --action correspond --url "$address/" < "$here/mail2.eml"
fi
touch "$folder/ready"
wait $server
