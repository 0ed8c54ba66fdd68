import { expect, test } from 'vitest';
import { followCloudflared } from '../../../../src/webhooks/tunnels/cloudflared/lines.ts';
import { followNgrok } from '../../../../src/webhooks/tunnels/ngrok/lines.ts';
import type { Report } from '../../../../src/webhooks/tunnels/program/supervise.ts';
import { followSsh } from '../../../../src/webhooks/tunnels/ssh/lines.ts';

/** Returns what a follower reported, in order: `ready https://…`, `lost …`, `trouble …`, `hopeless …`. */
const reports = (follow: (report: Report) => (line: string) => void, text: string): string[] => {
  const said: string[] = [];
  const hear = follow({
    ready: (address) => said.push(`ready ${address.href}`),
    lost: (reason) => said.push(`lost ${reason}`),
    trouble: ({ cause }) => said.push(`trouble ${cause}`),
    hopeless: ({ cause }) => said.push(`hopeless ${cause}`),
  });
  for (const line of text.trim().split('\n')) hear(line.trim());
  return said;
};

const same = (base: URL): URL => base;
const cloudflared = (text: string): string[] => reports((report) => followCloudflared(report, same), text);
const ngrok = (text: string, api: (address: string) => Promise<URL | undefined> = async () => undefined): string[] =>
  reports((report) => followNgrok(report, same, api), text);

const box = `
2024-05-29T09:00:00Z INF Thank you for trying Cloudflare Tunnel. See https://developers.cloudflare.com/cloudflare-one/
2024-05-29T09:00:00Z INF Requesting new quick Tunnel on trycloudflare.com...
2024-05-29T09:00:03Z INF +------------------------------------------------------+
2024-05-29T09:00:03Z INF |  Your quick Tunnel has been created! Visit it at:    |
2024-05-29T09:00:03Z INF |  https://four-words-in-row.trycloudflare.com         |
2024-05-29T09:00:03Z INF +------------------------------------------------------+`;

test('cloudflared: the address from the box, ready when a connection is registered', () => {
  const lines = `${box}
    2024-05-29T09:00:03Z INF Version 2024.5.0
    2024-05-29T09:00:03Z ERR Cannot determine default origin certificate path. No file cert.pem in [~/.cloudflared]
    2024-05-29T09:00:04Z INF Registered tunnel connection connIndex=0 connection=bb527b3a-8a27-467b-9fca-84972898be5c event=0 ip=198.41.200.13 location=ams07 protocol=quic`;
  expect(cloudflared(lines)).toEqual(['ready https://four-words-in-row.trycloudflare.com/']);
});

test('cloudflared of 2021: four connections, up until the last one is gone', () => {
  const lines = `
    2021-09-03T10:44:41Z INF |  https://a-b-c-d.trycloudflare.com                              |
    2021-09-03T10:44:42Z INF Connection c206cf44-945f-4c3c-a85c-af60c6338dc2 registered connIndex=0 location=ORD
    2021-09-03T10:44:43Z INF Connection 5e91c8d5-256d-4e45-959e-70fe419f4fc6 registered connIndex=1 location=EWR
    2021-09-03T10:45:00Z WRN Connection terminated error="timeout: no recent network activity" connIndex=0
    2021-09-03T10:45:01Z WRN Connection terminated error="timeout: no recent network activity" connIndex=1
    2021-09-03T10:45:03Z INF Connection 6e91c8d5-256d-4e45-959e-70fe419f4fc6 registered connIndex=1 location=EWR`;
  const said = cloudflared(lines).filter((report) => !report.startsWith('trouble'));
  expect(said).toEqual([
    'ready https://a-b-c-d.trycloudflare.com/',
    'ready https://a-b-c-d.trycloudflare.com/',
    'lost timeout: no recent network activity',
    'ready https://a-b-c-d.trycloudflare.com/',
  ]);
});

test('cloudflared in JSON lines, the connection registered before the address is told', () => {
  const lines = `
    {"level":"info","time":"2025-02-27T11:22:00Z","message":"Requesting new quick Tunnel on trycloudflare.com..."}
    {"level":"info","connIndex":0,"connection":"02cb73dd-a7a1-4f7d-9e19-b0ba5f6bff11","message":"Registered tunnel connection"}
    {"level":"info","time":"2025-02-27T11:22:02Z","message":"|  https://json-words.trycloudflare.com  |"}`;
  expect(cloudflared(lines)).toEqual(['ready https://json-words.trycloudflare.com/']);
});

test('cloudflared: a single failed request is no trouble of the tunnel', () => {
  const lines = `${box}
    2024-05-29T09:00:04Z INF Registered tunnel connection connIndex=0 connection=bb527b3a-8a27-467b-9fca-84972898be5c protocol=quic
    2024-05-29T09:01:04Z ERR  error="stream 533 canceled by remote with error code 0" cfRay=827133621f1424e0-LHR event=1 ingressRule=0 originService=http://127.0.0.1:1
    2024-05-29T09:01:04Z ERR Request failed error="Unable to reach the origin service." connIndex=0 dest=https://x event=0 type=http`;
  expect(cloudflared(lines)).toEqual(['ready https://four-words-in-row.trycloudflare.com/']);
});

test('cloudflared: the address of the service is not taken for the tunnel, and its refusals are told in plain words', () => {
  const offline =
    'failed to request quick Tunnel: Post "https://api.trycloudflare.com/tunnel": dial tcp: lookup api.trycloudflare.com on 127.0.0.11:53: no such host';
  expect(cloudflared(offline)).toEqual([expect.stringMatching(/^trouble could not resolve Cloudflare's service/)]);
  const limited = `2026-05-29T09:25:34Z ERR Error unmarshaling QuickTunnel response: error code: 1015 error="invalid character 'e'" status_code="429 Too Many Requests"`;
  expect(cloudflared(limited)).toEqual([expect.stringContaining('limiting quick tunnels')]);
  expect(cloudflared('failed to unmarshal quick Tunnel: invalid character')).toEqual([expect.stringContaining('did not create a quick tunnel')]);
  const blocked =
    '2025-07-13T03:15:02Z ERR Failed to dial a quic connection error="failed to dial to edge with quic: timeout: no recent network activity" connIndex=0';
  expect(cloudflared(blocked)).toEqual(['trouble failed to dial to edge with quic: timeout: no recent network activity']);
});

test('ngrok 3 in JSON: ready at the started tunnel, lost while it reconnects', () => {
  const lines = `
    INFO[05-03|09:19:17] open config file path=/home/me/.config/ngrok/ngrok.yml err=nil
    {"addr":"127.0.0.1:4041","lvl":"info","msg":"starting web service","obj":"web","t":"2026-08-01T23:33:48Z","allow_hosts":[]}
    {"id":"1c907e548f56","lvl":"info","msg":"client session established","obj":"csess","t":"…"}
    {"addr":"http://127.0.0.1:9","lvl":"info","msg":"started tunnel","name":"command_line","obj":"tunnels","t":"…","url":"https://ab12.ngrok-free.app"}
    {"lvl":"warn","msg":"failed to check for update","obj":"updater","err":"Post \\"https://update.equinox.io/check\\": context deadline exceeded"}
    {"lvl":"info","msg":"join connections","obj":"join","id":"09a4","l":"127.0.0.1:9","r":"1.2.3.4:5"}
    {"lvl":"eror","msg":"heartbeat timeout, terminating session","obj":"tunnels.session","err":"nil"}
    {"lvl":"eror","msg":"session closed, starting reconnect loop","obj":"csess","id":"1c907e548f56","err":"EOF"}
    {"lvl":"eror","msg":"failed to reconnect session","obj":"csess","err":"dial tcp: lookup connect.ngrok-agent.com: no such host"}
    {"id":"1c907e548f56","lvl":"info","msg":"client session established","obj":"csess"}`;
  const said = ngrok(lines);
  expect(said.filter((report) => report.startsWith('ready'))).toEqual(['ready https://ab12.ngrok-free.app/', 'ready https://ab12.ngrok-free.app/']);
  expect(said.indexOf('lost heartbeat timeout, terminating session')).toBe(1);
  expect(said).toContain('trouble dial tcp: lookup connect.ngrok-agent.com: no such host');
  expect(said.at(-1)).toBe('ready https://ab12.ngrok-free.app/');
});

test('ngrok 2 in logfmt: https URL of the two', () => {
  const lines = `
    t=2020-04-08T11:05:07-0400 lvl=info msg="starting web service" obj=web addr=127.0.0.1:4040
    t=2020-04-08T11:05:24-0400 lvl=info msg="tunnel session started" obj=tunnels.session
    t=2020-04-08T11:05:25-0400 lvl=info msg="started tunnel" obj=tunnels name="command_line (http)" addr=http://localhost:3000 url=http://verdict.ngrok.io
    t=2020-04-08T11:05:25-0400 lvl=info msg="started tunnel" obj=tunnels name=command_line addr=http://localhost:3000 url=https://verdict.ngrok.io`;
  expect(ngrok(lines)).toEqual(['ready https://verdict.ngrok.io/']);
});

test('ngrok: the local API is asked where no line told the address', async () => {
  const asked: string[] = [];
  const ready = new Promise<string>((resolve) => {
    const hear = followNgrok({ ready: ({ href }) => resolve(href), lost: () => {}, trouble: () => {}, hopeless: () => {} }, same, async (api) => {
      asked.push(api);
      return new URL('https://told.ngrok.app');
    });
    hear('{"addr":"127.0.0.1:4042","lvl":"info","msg":"starting web service","obj":"web"}');
    hear('{"lvl":"info","msg":"client session established","obj":"csess"}');
  });
  expect(await ready).toBe('https://told.ngrok.app/');
  expect(asked).toEqual(['127.0.0.1:4042']);
});

test.each([
  ['ERR_NGROK_4018', 'no authtoken'],
  ['ERR_NGROK_105', 'is malformed'],
  ['ERR_NGROK_107', 'does not recognize the saved authtoken'],
  ['ERR_NGROK_108', 'limit of running agents'],
  ['ERR_NGROK_121', 'too old'],
  ['ERR_NGROK_334', 'in use by another ngrok'],
])('ngrok: %s in plain words, without the authtoken', (code, words) => {
  const secret = '4nq9771bPxe8ctg7LKr_2ClH7Y15Zqe4bWLWF9p';
  const json = `{"lvl":"eror","msg":"failed to reconnect session","obj":"csess","err":"authentication failed: it is so.\\nYour authtoken: ${secret}\\r\\n\\r\\n${code}\\r\\n"}`;
  const plain = `ERROR:  ${code}`;
  for (const line of [json, plain]) {
    const said = ngrok(line);
    expect(said).toEqual([expect.stringContaining(words)]);
    expect(said.join()).toContain(code);
    expect(said.join()).not.toContain(secret);
  }
});

test('ngrok: a code that we do not know is told with its own first line, never with what follows', () => {
  expect(ngrok('{"lvl":"crit","msg":"command failed","err":"The moon is full.\\nYour authtoken: secret\\nERR_NGROK_99999"}')).toEqual([
    'hopeless The moon is full. (ERR_NGROK_99999)',
  ]);
  expect(ngrok('ERROR:  ERR_NGROK_99999')).toEqual(['hopeless ngrok says ERR_NGROK_99999']);
});

test('ssh: ready only when the host has granted the forwarding; the last line that is no debug output is the cause', () => {
  const context = { address: new URL('https://hooks.example.com/_boltcall/x'), remote: 4080, destination: 'me@host' };
  const ssh = (text: string): string[] => reports((report) => followSsh(report, context), text);
  expect(
    ssh(`
      OpenSSH_9.2p1 Debian-2+deb12u10, OpenSSL 3.0.22 25 Aug 2026
      debug1: Reading configuration data /etc/ssh/ssh_config
      Authenticated to host ([192.0.2.1]:22) using "publickey".
      debug1: Remote connections from LOCALHOST:4080 forwarded to local address 127.0.0.1:9
      debug1: remote forward success for: listen 5432, connect 127.0.0.1:5432
      debug1: remote forward success for: listen 127.0.0.1:4080, connect 127.0.0.1:9`),
  ).toEqual(['ready https://hooks.example.com/_boltcall/x']);
  expect(ssh('debug1: remote forward success for: listen 4080, connect 127.0.0.1:9')).toEqual(['ready https://hooks.example.com/_boltcall/x']);
  expect(ssh('me@host: Permission denied (publickey,password).')).toEqual([expect.stringContaining('permission denied')]);
  expect(ssh('Host key verification failed.')).toEqual([expect.stringContaining('is unknown or has changed')]);
  expect(ssh('Error: remote port forwarding failed for listen port 4080')).toEqual([expect.stringContaining('refused to forward port 4080')]);
  expect(ssh('ssh: Could not resolve hostname host: Name or service not known')).toEqual([
    'trouble ssh: Could not resolve hostname host: Name or service not known',
  ]);
});
