/** The script for bash 3.2 and newer. Requires neither bash-completion nor any variables to be set (`set -u`). */
export const bashScript = `# bash completion for boltcall
# Load it in this shell:   eval "$(boltcall completion bash)"
# Or for good:             boltcall completion install

_boltcall() {
  local line kind="" IFS=$'\\n'
  COMPREPLY=()
  while IFS= read -r line; do
    if [ -z "$kind" ]; then
      kind=$line
    elif [ -n "$line" ]; then
      COMPREPLY[\${#COMPREPLY[@]}]=$line
    fi
  done < <(boltcall __complete bash "\${COMP_LINE-}" "\${COMP_POINT-0}" "\${COMP_WORDBREAKS-}" "\${COMP_TYPE-}" 2>/dev/null)
  if [ "$kind" = files ]; then
    local current=\${COMP_WORDS[COMP_CWORD]-}
    if [ "$current" = "=" ]; then current=""; fi
    while IFS= read -r line; do
      COMPREPLY[\${#COMPREPLY[@]}]=$line
    done < <(compgen -f -- "$current")
    if type compopt >/dev/null 2>&1; then compopt -o filenames 2>/dev/null; fi
  fi
  return 0
}

complete -F _boltcall boltcall
`;
