using System.CommandLine;
using ReinFlow.Cli.Display;
using ReinFlow.FineTuning;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tensors;

namespace ReinFlow.Cli.Commands;

/// <summary><c>reinflow evaluate RUN|CHECKPOINT</c>.</summary>
internal static class EvaluateCommand
{
    public static Command Create(TextWriter output)
    {
        var path = new Argument<string>("policy")
        {
            Description = "A run (its last checkpoint), a checkpoint folder, or a .safetensors or .pt file.",
        };
        var recipeName = new Option<string?>("--recipe")
        {
            Description = "The recipe, if not the one that the policy came with.",
            HelpName = "recipe",
        };
        Option<int> episodes = WholeNumber.Option("--episodes", 1, 10_000_000, 100, "The number of episodes.");
        var stochastic = new Option<bool>("--stochastic") { Description = "Acts with the injected noise of a fine-tuned policy." };
        var json = new Option<bool>("--json") { Description = "Prints JSON." };
        var record = new Option<string?>("--record")
        {
            Description = $"Draws up to {EpisodeFilm.MostEpisodes} of the episodes as an animated picture. Avoiding only.",
            HelpName = "file.svg",
        };
        var options = new RecipeOptions();
        var command = new Command("evaluate", "Lets a policy play and sums up its episodes.")
        {
            path, recipeName.CompleteRecipes(), episodes, stochastic, record, json,
        };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            PolicyFile policy = PolicyFile.Load(parsed.GetRequiredValue(path));
            Recipe recipe = options.Of(parsed, policy, parsed.GetValue(recipeName));
            policy = RecipeOptions.RequireNormalization(policy, recipe);
            SampleMode mode = parsed.GetValue(stochastic) ? SampleMode.Stochastic : SampleMode.Deterministic;
            EpisodeFilm? film = parsed.GetValue(record) is { } file ? EpisodeFilm.Of(recipe, file) : null;
            using CpuEngine engine = options.CreateEngine(parsed);
            using var run = new EvaluationRun(recipe, engine, policy, mode, film is null ? null : film.Record);
            ulong seed = recipe.FineTuningSeed;
            int count = parsed.GetValue(episodes);
            EpisodeStatistics statistics = await RunDisplay.WaitAsync(
                output,
                $"playing {count} episodes of {recipe.Environment.Name}",
                () => Task.Run(() => run.Run(count, seed, cancellationToken), CancellationToken.None));
            var report = new EvaluationReport(policy.Path, recipe, mode, seed, statistics);
            output.WriteLine(parsed.GetValue(json) ? report.ToJson() : report.ToText());
            if (film is not null)
            {
                film.Save(count);
                if (!parsed.GetValue(json))
                {
                    output.WriteLine($"animation {film.Path}");
                }
            }
        });
        return command;
    }
}
