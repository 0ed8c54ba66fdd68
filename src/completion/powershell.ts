/** The script for PowerShell 5 and newer. */
export const powershellScript = `# PowerShell completion for boltcall
# Load it in this session:   boltcall completion powershell | Out-String | Invoke-Expression
# Or for good:               boltcall completion install

Register-ArgumentCompleter -Native -CommandName boltcall -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | Select-Object -Skip 1 | ForEach-Object { if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.ToString() } })
    if ($wordToComplete -eq '') { $words += '' }
    $lines = @(boltcall __complete powershell @words 2>$null)
    if ($lines.Count -eq 0 -or $lines[0] -eq 'files') { return }
    $lines | Select-Object -Skip 1 | Where-Object { $_ } | ForEach-Object {
        $value, $about = $_ -split "\`t", 2
        if (-not $about) { $about = $value }
        $text = if ($value -match '[^\\w./:=+%-]') { "'" + ($value -replace "['\\u2018-\\u201B]", '$0$0') + "'" } else { $value }
        [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $about)
    }
}
`;
