import { type Command, defineCommand } from '../../cli/command/command.ts';
import { type Shell, scripts } from '../../completion/scripts.ts';

const loading: Readonly<Record<Shell, string>> = {
  bash: 'Load it in this shell: eval "$(boltcall completion bash)"; for good: `boltcall completion install --shell bash`. bash 3.2 and newer, with or without bash-completion.',
  zsh: 'Load it in this shell: eval "$(boltcall completion zsh)"; for good: `boltcall completion install --shell zsh`. Before or after compinit.',
  fish: 'Load it in this shell: boltcall completion fish | source; for good: `boltcall completion install --shell fish`.',
  powershell:
    'Load it in this session: boltcall completion powershell | Out-String | Invoke-Expression; for good: `boltcall completion install --shell powershell`.',
};

/** Prints the completion script of a shell. */
export const scriptCommand = (shell: Shell): Command =>
  defineCommand({
    detail: loading[shell],
    examples: [`completion ${shell}`],
    run: (context) => context.print.write(scripts[shell].text),
  });
