import { type Command, defineCommand } from '../../cli/command/command.ts';
import { type Shell, scripts } from '../../completion/scripts.ts';

const loading: Readonly<Record<Shell, string>> = {
  bash: 'Load it in this shell with eval "$(boltcall completion bash)", or permanently with `boltcall completion install --shell bash`. Works with bash 3.2 and newer, with or without bash-completion.',
  zsh: 'Load it in this shell with eval "$(boltcall completion zsh)", or permanently with `boltcall completion install --shell zsh`. Works before or after compinit.',
  fish: 'Load it in this shell with boltcall completion fish | source, or permanently with `boltcall completion install --shell fish`.',
  powershell:
    'Load it in this session with boltcall completion powershell | Out-String | Invoke-Expression, or permanently with `boltcall completion install --shell powershell`.',
};

/** Defines the command that prints a shell's completion script. */
export const scriptCommand = (shell: Shell): Command =>
  defineCommand({
    detail: loading[shell],
    examples: [`completion ${shell}`],
    run: (context) => context.print.write(scripts[shell].text),
  });
