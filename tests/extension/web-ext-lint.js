// `web-ext lint` over a folder, every finding an error but those that are known and wanted. Offline.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** One manifest serves Chromium and Firefox; each ignores what only the other knows. */
const WANTED = [
  { code: 'BACKGROUND_SERVICE_WORKER_IGNORED', says: 'service_worker' }, // Chromium's; Firefox reads background.scripts
  { code: 'MANIFEST_PERMISSIONS', says: '"sidePanel"' }, // Chromium's; Firefox has sidebar_action and asks nothing for it
];

const [folder] = process.argv.slice(2);
const program = fileURLToPath(new URL('node_modules/.bin/web-ext', import.meta.url));
const options = ['lint', '--source-dir', folder, '--no-config-discovery', '--self-hosted', '--output', 'json'];
const { stdout, stderr } = spawnSync(program, options, { encoding: 'utf8' });
const start = stdout.indexOf('{"');
if (start < 0) {
  console.error(stdout, stderr);
  process.exit(2);
}
const { errors, warnings, notices } = JSON.parse(stdout.slice(start));
const findings = [...errors, ...warnings, ...notices];
const unwanted = findings.filter(({ code, message }) => !WANTED.some((row) => row.code === code && message.includes(row.says)));
for (const { _type, code, message, file, line } of unwanted) console.log(`${_type} ${code} ${file ?? ''}:${line ?? ''} ${message}`);
console.log(`${unwanted.length} findings, ${findings.length - unwanted.length} known and wanted`);
process.exit(unwanted.length ? 1 : 0);
