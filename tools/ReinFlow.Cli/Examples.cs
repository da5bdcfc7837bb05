namespace ReinFlow.Cli;

/// <summary>What people type, command by command.</summary>
internal static class Examples
{
    private static readonly Dictionary<string, string[]> ByCommand = new()
    {
        [string.Empty] =
        [
            "reinflow recipes",
            "reinflow pretrain avoiding-reinflow --output runs/imitated",
            "reinflow finetune avoiding-reinflow --from runs/imitated --output runs/tuned",
            "reinflow evaluate runs/tuned --record tuned.svg",
            "reinflow report runs",
        ],
        ["recipes"] = ["reinflow recipes", "reinflow recipes show hopper-medium-reinflow"],
        ["recipes show"] = ["reinflow recipes show avoiding-reinflow", "reinflow recipes show mine.json"],
        ["environments"] = ["reinflow environments"],
        ["pretrain"] =
        [
            "reinflow pretrain avoiding-reinflow",
            "reinflow pretrain hopper-medium-reinflow --demonstrations data/hopper-medium/train.npz --output runs/hopper-pretrain",
            "reinflow pretrain hopper-medium-reinflow-shortcut --teacher runs/hopper-pretrain --demonstrations data/hopper-medium/train.npz",
        ],
        ["finetune"] =
        [
            "reinflow finetune avoiding-reinflow --from runs/avoiding-reinflow-pretrain",
            "reinflow finetune hopper-medium-reinflow --from runs/hopper-pretrain --set algorithm.iterations=25 --seed 1",
            "reinflow finetune hopper-sac --from-scratch --output runs/sac",
        ],
        ["resume"] = ["reinflow resume runs/tuned"],
        ["collect"] =
        [
            "reinflow collect --from runs/tuned --episodes 1000 --output data/avoiding",
            "reinflow collect walker2d-gaussian-scratch --output data/walker2d",
        ],
        ["evaluate"] =
        [
            "reinflow evaluate runs/tuned",
            "reinflow evaluate runs/tuned/checkpoints/best --episodes 500 --seed 7 --json",
            "reinflow evaluate runs/tuned --record tuned.svg",
        ],
        ["report"] =
        [
            "reinflow report runs/tuned",
            "reinflow report runs/seed-0 runs/seed-1 runs/seed-2 --output seeds.html",
            "reinflow report runs --title \"Everything so far\"",
        ],
        ["sample"] = ["reinflow sample --from runs/tuned --observations obs.npz --noise noise.npz --steps 4 --out actions.npz"],
        ["convert"] =
        [
            "reinflow convert runs/tuned/checkpoints/best policy.pt",
            "reinflow convert state_100.pt imitated --recipe hopper-medium-reinflow --normalization normalization.npz",
            "reinflow convert runs/tuned policy.onnx --steps 4",
        ],
        ["inspect"] = ["reinflow inspect runs/tuned/checkpoints/best", "reinflow inspect policy.pt --json"],
        ["completion"] =
        [
            "eval \"$(reinflow completion bash)\"                    (in ~/.bashrc)",
            "eval \"$(reinflow completion zsh)\"                     (in ~/.zshrc, after compinit)",
            "reinflow completion pwsh | Out-String | Invoke-Expression   (in $PROFILE)",
        ],
    };

    /// <summary>Gets the examples of a command.</summary>
    /// <param name="command">Its name with those above it, such as <c>recipes show</c>; empty for the root.</param>
    public static IReadOnlyList<string> Of(string command) => ByCommand.GetValueOrDefault(command, []);
}
