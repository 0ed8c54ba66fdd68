# fish completion for boltcall
# Load it in this shell:   boltcall completion fish | source
# Or for good:             boltcall completion install

function __boltcall_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l lines (boltcall __complete fish $words[2..-1] 2>/dev/null)
    test (count $lines) -gt 0; or return
    if test $lines[1] = files
        __fish_complete_path (commandline -ct)
    end
    if test (count $lines) -gt 1
        printf '%s\n' $lines[2..-1]
    end
end

complete -c boltcall -e
complete -c boltcall -f -a '(__boltcall_complete)'
