# Opens and changes tickets in the Request Tracker for tests, by RT's own library and in one transaction.
# usage: seed.pl < LINES, each a JSON object with "do" and what it needs; RT_SITE_CONFIG names the server's settings.
use strict;
use warnings;
use lib '/usr/share/request-tracker5/lib';
use JSON;
use RT -init;

my $scrips = RT::Scrips->new(RT->SystemUser);    # nothing is mailed, and a reply reopens nothing by itself
$scrips->UnLimit;
while (my $scrip = $scrips->Next) { $scrip->SetDisabled(1) }

sub by {
    my $user = RT::CurrentUser->new;
    $user->Load(shift);
    return $user;
}

sub ticket {
    my ($line, $user) = @_;
    my $ticket = RT::Ticket->new($user || RT->SystemUser);
    $ticket->Load($line->{id}) or die "no ticket $line->{id}";
    return $ticket;
}

sub body {
    my $said = shift;
    my @more = (Charset => 'UTF-8', Encoding => '8bit');
    return MIME::Entity->build(Type => 'text/plain', @more, Data => [Encode::encode('UTF-8', $said)]);
}

my %do = (
    create => sub {
        my $line = shift;
        my $ticket = RT::Ticket->new(RT->SystemUser);
        my %told = (Queue => $line->{queue} || 'General', Subject => $line->{subject}, Requestor => [$line->{from}]);
        my ($id, undef, $why) = $ticket->Create(%told, MIMEObj => body($line->{text}));
        die $why unless $id;
        return (1, $why) unless $line->{answer};
        ticket({id => $id}, by('agent'))->Correspond(MIMEObj => body($line->{answer}));
        return ticket({id => $id})->SetStatus('resolved');
    },
    reply   => sub { my $line = shift; ticket($line, by($line->{by}))->Correspond(MIMEObj => body($line->{text})) },
    comment => sub { my $line = shift; ticket($line, by('agent'))->Comment(MIMEObj => body($line->{text})) },
    status  => sub { my $line = shift; ticket($line)->SetStatus($line->{status}) },
    merge   => sub { my $line = shift; ticket($line)->MergeInto($line->{into}) },
    queue   => sub {
        my $line = shift;
        my $queue = RT::Queue->new(RT->SystemUser);
        return $queue->Create(Name => $line->{name});
    },
    token => sub {
        my $user = RT::User->new(RT->SystemUser);
        $user->Load('agent');
        $user->PrincipalObj->GrantRight(Right => 'ManageAuthTokens', Object => $RT::System);
        my $token = RT::AuthToken->new(by('agent'));
        my ($done, $why, $text) = $token->Create(Owner => $user->Id, Description => 'Agent Assist');
        print $text if $done;
        return ($done, $why);
    },
    zone => sub {
        my $line = shift;
        my $user = RT::User->new(RT->SystemUser);
        $user->Load('agent');
        return $user->SetTimezone($line->{zone});
    },
);

$RT::Handle->BeginTransaction;
while (my $text = <STDIN>) {
    my $line = decode_json($text);
    my ($done, $why) = $do{$line->{do}}->($line);
    die "$line->{do}: $why" unless $done;
}
$RT::Handle->Commit;
