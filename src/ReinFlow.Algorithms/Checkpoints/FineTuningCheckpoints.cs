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
        CheckpointDirectory.Write(Path.Combine(_folder, name), [.. Parts(state), .. _attachments]);
    }

    private static IEnumerable<CheckpointPart> Parts(FineTuningState state)
    {
        OnPolicyModel model = state.Model;
        yield return new ParameterFile()
            .Add("actor_ft.", model.PolicyParameters, model.PolicyParameters.Values)
            .Add("critic.", model.CriticParameters, model.CriticParameters.Values)
            .Part(CheckpointDirectory.Parameters);
        yield return new ParameterFile()
            .AddMoments("actor_ft.", model.PolicyParameters, state.PolicyOptimizer)
            .AddMoments("critic.", model.CriticParameters, state.CriticOptimizer)
            .Part(CheckpointDirectory.Optimizer);
        var content = new CheckpointState(CheckpointState.CurrentFormat, "fine-tuning", state.Progress, null);
        yield return CheckpointDirectory.Text(
            CheckpointDirectory.State, JsonSerializer.Serialize(content, CheckpointJsonContext.Default.CheckpointState));
    }
}
