using System.CommandLine;

namespace ReinFlow.Cli.Commands;

/// <summary><c>reinflow completion SHELL</c>, and the hidden command that the scripts of shells ask.</summary>
internal static class CompletionCommand
{
    private const string AnswerName = "complete";

    private const string Bash =
        """
        _reinflow_complete() {
            local IFS=$'\n'
            COMPREPLY=($(reinflow complete --position "$COMP_POINT" "$COMP_LINE" 2>/dev/null))
            [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace
        }
        complete -o default -F _reinflow_complete reinflow
        """;

    private const string Zsh =
        """
        _reinflow_complete() {
            local -a answers
            answers=("${(@f)$(reinflow complete --position "$CURSOR" "$BUFFER" 2>/dev/null)}")
            if [[ -n "${answers[1]}" ]]; then
                compadd -S '' -- ${(M)answers:#*=}
                compadd -- ${answers:#*=}
            else
                _files
            fi
        }
        compdef _reinflow_complete reinflow
        """;

    private const string PowerShell =
        """
        Register-ArgumentCompleter -Native -CommandName reinflow -ScriptBlock {
            param($word, $line, $position)
            reinflow complete --position $position "$line" 2>$null | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }
        """;

    /// <summary>Makes the command that prints what a shell runs at its start.</summary>
    public static Command Create(TextWriter output)
    {
        var shell = new Argument<string>("shell") { Description = "The shell." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "pwsh");
        var command = new Command("completion", "Prints a script that lets a shell complete commands, options, recipes and their keys.") { shell };
        command.SetAction(parsed => output.WriteLine(parsed.GetRequiredValue(shell) switch
        {
            "bash" => Bash,
            "zsh" => Zsh,
            _ => PowerShell,
        }));
        return command;
    }

    /// <summary>Makes the command that answers what may stand at the cursor, one answer per line.</summary>
    /// <param name="root">The whole command.</param>
    /// <param name="output">Receives the answers.</param>
    public static Command CreateAnswer(Command root, TextWriter output)
    {
        var line = new Argument<string>("line") { Description = "What has been typed." };
        var position = new Option<int>("--position") { Description = "The place of the cursor.", Required = true };
        var command = new Command(AnswerName, "Lists what may stand at the cursor.") { line, position };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            foreach (string answer in Answers(root, parsed.GetRequiredValue(line), parsed.GetRequiredValue(position)))
            {
                output.WriteLine(answer);
            }
        });
        return command;
    }

    /// <summary>Finds what may stand at the cursor, and begins with what is there already.</summary>
    public static IEnumerable<string> Answers(Command root, string line, int position)
    {
        string typed = line[..Math.Clamp(position, 0, line.Length)];
        string word = typed[(typed.LastIndexOfAny([' ', '\t', '\n']) + 1)..];
        return root.Parse(typed)
            .GetCompletions(typed.Length)
            .Select(completion => completion.InsertText ?? completion.Label)
            .Where(text => text.StartsWith(word, StringComparison.OrdinalIgnoreCase) && !text.StartsWith('/') && (word.Length > 0 || !text.StartsWith('-')))
            .Distinct();
    }
}
