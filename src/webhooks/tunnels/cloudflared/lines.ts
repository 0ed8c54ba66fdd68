import type { Report, Trouble } from '../program/supervise.ts';

const published = /https:\/\/(?!api\.)[a-z0-9-]+\.trycloudflare\.com/i;
/** `Registered tunnel connection connIndex=0 …` (since 2022.7), `Connection <uuid> registered connIndex=0 …` (before). */
const registered = /\bregistered tunnel connection\b|\bconnection [0-9a-f-]{36} registered\b/i;
const dropped =
  /unregistered tunnel connection|connection terminated|lost connection with the edge|failed to serve \w+ connection|serve tunnel error/i;
const serious = /\b(?:ERR|WRN|FTL)\b|"level":"(?:error|warn|fatal)"|^failed to /;
/** About single requests, or harmless. */
const unrelated = /request failed|originService=|cfRay=|configuration file .*empty|cannot determine default|buffer size|ICMP|update/i;

/**
 * Parses cloudflared's output line by line, in the formats of 2021 to 2026: plain or JSON, boxed or not. The link is up while at
 * least one of its connections is registered (a quick tunnel has one, older versions four).
 */
export const followCloudflared = (report: Report, whole: (base: URL) => URL): ((line: string) => void) => {
  let base: URL | undefined;
  const connections = new Set<string>();
  const up = (): void => {
    if (base !== undefined && connections.size > 0) report.ready(whole(base));
  };
  return (line) => {
    const address = published.exec(line)?.[0];
    if (address !== undefined && base === undefined) {
      base = new URL(address);
      return up();
    }
    const connection = /connIndex"?[=:]\s*"?(\d+)/.exec(line)?.[1] ?? '0';
    if (dropped.test(line)) {
      connections.delete(connection);
      const trouble = explain(line);
      if (connections.size === 0) report.lost(trouble.cause);
      return report.trouble(trouble);
    }
    if (registered.test(line)) {
      connections.add(connection);
      return up();
    }
    if (serious.test(line) && !unrelated.test(line)) report.trouble(explain(line));
  };
};

/** Returns the cause in an error line, in plain words if it is known. */
const explain = (line: string): Trouble => {
  const said = detail(line);
  if (/\b429\b|error code: 1015/.test(line)) {
    return { cause: 'Cloudflare is limiting quick tunnels for this network (429)', hint: 'Wait a few minutes, or choose another --via' };
  }
  if (/no such host|server misbehaving|Temporary failure in name resolution/i.test(line)) {
    return { cause: `could not resolve Cloudflare's service: ${said}`, hint: 'Check the network connection' };
  }
  if (/failed to (?:un)?marshall? quick tunnel|invalid UUID|failed to parse quick tunnel/i.test(line)) {
    return { cause: `Cloudflare did not create a quick tunnel: ${said}`, hint: 'Try again later, or choose another --via' };
  }
  if (/tunnel not found|unauthorized/i.test(line)) return { cause: 'this quick tunnel no longer exists at Cloudflare' };
  if (/dial|handshake|edge|quic|7844/i.test(line)) {
    return { cause: said, hint: 'cloudflared needs outgoing port 7844 (UDP or TCP); check your firewall' };
  }
  return { cause: said };
};

/** Returns the value of `error=`, else the message without time and level. */
const detail = (line: string): string => {
  const quoted = /\berror"?[=:]\s*"((?:[^"\\]|\\.)*)"/.exec(line)?.[1] ?? /"message":"((?:[^"\\]|\\.)*)"/.exec(line)?.[1];
  const text = quoted?.replaceAll('\\"', '"') ?? line.replace(/^\S+Z\s+(?:\w{3}\s+)?/, '').replace(/\s+connIndex=.*$/, '');
  return text.trim().slice(0, 200);
};
