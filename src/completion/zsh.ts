/** The script for zsh: works as a file in the function path, or evaluated in .zshrc before or after compinit. */
export const zshScript = `#compdef boltcall
# zsh completion for boltcall
# Load it in this shell:   eval "$(boltcall completion zsh)"
# Or for good:             boltcall completion install

_boltcall() {
  local -a lines described
  local line value kind
  lines=("\${(@f)$(boltcall __complete zsh "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  kind=\${lines[1]-}
  for line in "\${(@)lines[2,-1]}"; do
    [[ -n $line ]] || continue
    value=\${line%%$'\\t'*}
    value=\${value//\\\\/\\\\\\\\}
    value=\${value//:/\\\\:}
    if [[ $line == *$'\\t'* ]]; then
      described+=("$value:\${line#*$'\\t'}")
    else
      described+=("$value")
    fi
  done
  if [[ $kind == files ]]; then
    _files
  elif (( \${#described} )); then
    _describe -V boltcall described
  else
    return 1
  fi
}

if [[ \${funcstack[1]-} == _boltcall ]]; then
  _boltcall "$@"
else
  if ! (( \${+functions[compdef]} )); then
    autoload -Uz compinit && compinit -i
  fi
  compdef _boltcall boltcall
fi
`;
