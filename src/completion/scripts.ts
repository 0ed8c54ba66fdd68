import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { powershellScript } from './powershell.ts';
import { zshScript } from './zsh.ts';

export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof shells)[number];

/** The script of each shell, and its file name in `completions/`. */
export const scripts: Readonly<Record<Shell, { readonly text: string; readonly file: string }>> = {
  bash: { text: bashScript, file: 'boltcall.bash' },
  zsh: { text: zshScript, file: '_boltcall' },
  fish: { text: fishScript, file: 'boltcall.fish' },
  powershell: { text: powershellScript, file: 'boltcall.ps1' },
};
