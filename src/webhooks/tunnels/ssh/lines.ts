import type { Report } from '../program/supervise.ts';

export interface SshContext {
  readonly address: URL;
  readonly remote: number;
  readonly destination: string;
}

/** What `-v` prints in a successful run, besides its `debug1:` lines. */
const usual = /^(?:debug\d:|OpenSSH_|Authenticated to |Warning: Permanently added|Transferred: |Bytes per second: |\s*$|\*\* )/;

/**
 * Parses the output of `ssh -v` on stderr. `remote forward success` is the only sign that the tunnel is up, and the last line
 * that is not debug output is the cause of its end.
 */
export const followSsh = (report: Report, { address, remote, destination }: SshContext): ((line: string) => void) => {
  const granted = new RegExp(`^debug1: remote forward success for: listen (?:\\S*:)?${remote},`);
  return (line) => {
    if (granted.test(line)) return report.ready(address);
    if (usual.test(line)) return;
    if (/host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/i.test(line)) {
      return report.trouble({ cause: `the host key of ${destination} is unknown or has changed`, hint: `Run \`ssh ${destination}\` once` });
    }
    if (/permission denied \(/i.test(line)) {
      return report.trouble({
        cause: `${destination}: permission denied (${line.trim()})`,
        hint: `ssh must work without prompts; test it with \`ssh -o BatchMode=yes ${destination} true\``,
      });
    }
    if (/remote port forwarding failed/i.test(line)) {
      return report.trouble({
        cause: `${destination} refused to forward port ${remote}: it is in use, or forwarding is not allowed`,
        hint: 'Another listener may be using it: choose another with --ssh-remote-port, and in its web server',
      });
    }
    if (/^(?:@|Someone could be|It is also possible|Please contact|Add correct|Offending| {2})/.test(line)) return;
    report.trouble({ cause: line.trim().slice(0, 200), hint: `Check that \`ssh ${destination}\` works` });
  };
};
