using System.Globalization;
using System.Text.Json;

namespace ReinFlow.Algorithms;

/// <summary>Keeps the checkpoints of a fine-tuning run in a folder: <c>last</c>, <c>best</c> and <c>iteration-N</c>.</summary>
/// <remarks>
/// A run goes on from <c>last</c>. Where it was cancelled in the middle of an on-policy iteration, <c>interrupted</c> holds the parameters
/// after the last minibatch until the run has gone on; the iteration is then repeated from <c>last</c>, with the same bits.
/// Names of the parameters are the official ones: <c>actor_ft.policy.*</c>, <c>actor_ft.explore_noise_net.*</c>, <c>critic.*</c>.
/// </remarks>
public sealed class FineTuningCheckpoints : IFineTuningCheckpoints
{
    private const string Last = "last";
    private const string Interrupted = "interrupted";
    private const string NumberedPrefix = "iteration-";

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

    /// <summary>Gets how many numbered checkpoints are kept, the newest ones, or 0 for all.</summary>
    public int NumberedKept { get; init; }

    /// <inheritdoc/>
    public void Save(CheckpointReason reason, FineTuningState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        string name = reason switch
        {
            CheckpointReason.Best => "best",
            CheckpointReason.Numbered => string.Create(CultureInfo.InvariantCulture, $"{NumberedPrefix}{state.Progress.Iteration}"),
            _ => state.IsResumable ? Last : Interrupted,
        };
        IEnumerable<CheckpointPart> resume = name == Last ? state.ResumeFiles : [];
        CheckpointDirectory.Write(Path.Combine(_folder, name), [.. Parts(state), .. resume, .. _attachments]);
        Tidy(reason);
    }

    /// <summary>Removes what the new checkpoint has made obsolete.</summary>
    private void Tidy(CheckpointReason reason)
    {
        if (reason == CheckpointReason.Completed)
        {
            CheckpointDirectory.Delete(Path.Combine(_folder, Interrupted));
        }
        else if (reason == CheckpointReason.Numbered && NumberedKept > 0)
        {
            foreach ((string path, _) in Numbered().OrderByDescending(checkpoint => checkpoint.Iteration).Skip(NumberedKept))
            {
                CheckpointDirectory.Delete(path);
            }
        }
    }

    private IEnumerable<(string Path, int Iteration)> Numbered()
    {
        foreach (string path in Directory.GetDirectories(_folder, NumberedPrefix + "*"))
        {
            if (int.TryParse(Path.GetFileName(path)[NumberedPrefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int iteration))
            {
                yield return (path, iteration);
            }
        }
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
