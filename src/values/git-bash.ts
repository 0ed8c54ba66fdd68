import { usage } from '../errors.ts';

/** A path of this machine, perhaps behind a port: no address begins like that, and no path of a service. */
const machinePath =
  /^(?<port>:?\d*)[A-Za-z]:[\\/](?![\\/])(?:(?:Program Files(?: \(x86\))?|Users[\\/][^\\/]+[\\/]AppData[\\/]Local[\\/]Programs)[\\/]Git|msys64|git-sdk-64)?[\\/]?(?<rest>.*)$/is;

/**
 * Fails with `usage` for what Git Bash on Windows makes of a word that begins with a slash: `C:/Program Files/Git/leads` of `/leads`.
 * @param flag what is said before it, `--forward-to`; empty for an argument
 */
export const refuseRewritten = (typed: string, flag = ''): void => {
  const found = machinePath.exec(typed.trim())?.groups;
  if (found === undefined) return;
  const { port = '', rest = '' } = found;
  const meant = `${port}${port === '' ? '' : '/'}${rest.replaceAll('\\', '/')}`;
  throw usage(
    `${flag === '' ? '' : `${flag} `}\`${typed}\` is a path of this machine; Git Bash makes one of a word that begins with /`,
    `Write ${meant === '' ? 'it without the / at its beginning' : `\`${meant}\``}, or set MSYS_NO_PATHCONV=1.`,
  );
};
