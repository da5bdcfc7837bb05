using System.Globalization;
using System.Text.Json;

namespace ReinFlow.Algorithms;

/// <summary>Keeps the checkpoints of a fine-tuning run in a folder: <c>last</c>, <c>best</c> and <c>iteration-N</c>.</summary>
/// <remarks>
/// Names of the parameters are the official ones: <c>actor_ft.policy.*</c>, <c>actor_ft.explore_noise_net.*</c>, <c>critic.*</c>.
/// </remarks>
public sealed class FineTuningCheckpoints : IFineTuningCheckpoints
{
    private readonly string _folder;
    private readonly CheckpointPart[] _attachments;

    /// <summary>Initializes a new instance of the <see cref="FineTuningCheckpoints"/> class.</summary>
    /// <param name="folder">The folder of the checkpoints; it is created if necessary.</param>
    /// <param name="attachments">Files that every checkpoint carries along, such as the recipe.</param>
    public FineTuningCheckpoints(string folder, params IEnumerable<CheckpointPart> attachments)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _folder = folder;
        _attachments = [.. attachments];
        Directory.CreateDirectory(folder);
    }

    /// <inheritdoc/>
    public void Save(CheckpointReason reason, FineTuningState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        string name = reason switch
        {
            CheckpointReason.Best => "best",
            CheckpointReason.Numbered => string.Create(CultureInfo.InvariantCulture, $"iteration-{state.Progress.Iteration}"),
            _ => "last",
        };
        IEnumerable<CheckpointPart> resume = reason is CheckpointReason.Best or CheckpointReason.Numbered ? [] : state.ResumeFiles;
        CheckpointDirectory.Write(Path.Combine(_folder, name), [.. Parts(state), .. resume, .. _attachments]);
    }

    private static IEnumerable<CheckpointPart> Parts(FineTuningState state)
    {
        (var parameters, var moments) = (new ParameterFile(), new ParameterFile());
        foreach (LearnedPart part in state.Parts)
        {
            string prefix = part.Name + ".";
            parameters.Add(prefix, part.Parameters, part.Parameters.Values);
            if (part.Optimizer is { } optimizer)
            {
                moments.AddMoments(prefix, part.Parameters, optimizer);
            }
        }

        yield return parameters.Part(CheckpointDirectory.Parameters);
        yield return moments.Part(CheckpointDirectory.Optimizer);
        var content = new CheckpointState(CheckpointState.CurrentFormat, "fine-tuning", state.Progress, null);
        yield return CheckpointDirectory.Text(
            CheckpointDirectory.State, JsonSerializer.Serialize(content, CheckpointJsonContext.Default.CheckpointState));
    }
}
