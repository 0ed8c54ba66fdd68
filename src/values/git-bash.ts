import { usage } from '../errors.ts';

/** A Windows path, perhaps after a port. No URL and no API path begins like that. */
const machinePath =
  /^(?<port>:?\d*)[A-Za-z]:[\\/](?![\\/])(?:(?:Program Files(?: \(x86\))?|Users[\\/][^\\/]+[\\/]AppData[\\/]Local[\\/]Programs)[\\/]Git|msys64|git-sdk-64)?[\\/]?(?<rest>.*)$/is;

/**
 * Throws `usage` if Git Bash on Windows has rewritten a word that begins with a slash: `/leads` becomes `C:/Program Files/Git/leads`.
 * @param flag text before the word, such as `--forward-to`; empty for an argument
 */
export const refuseRewritten = (typed: string, flag = ''): void => {
  const found = machinePath.exec(typed.trim())?.groups;
  if (found === undefined) return;
  const { port = '', rest = '' } = found;
  const path = rest.replaceAll('\\', '/');
  const meant = port === '' ? path : `${port}/${path}`;
  throw usage(
    `${flag === '' ? '' : `${flag} `}\`${typed}\` is a path of this machine; Git Bash makes one of a word that begins with /`,
    flag !== '' && port === ''
      ? `Write the port before the path, like \`3000/${path}\`.`
      : `Write ${meant === '' ? 'it without the / at its beginning' : `\`${meant}\``}, or set MSYS_NO_PATHCONV=1.`,
  );
};
