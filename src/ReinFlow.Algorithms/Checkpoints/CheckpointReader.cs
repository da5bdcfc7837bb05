using System.Text.Json;
using ReinFlow.Formats;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>Reads checkpoints back, so that a run goes on where it ended.</summary>
/// <remarks>
/// Parameters, moments, counters and the return scaler are restored; the streams of an iteration derive from the seed. Running episodes
/// are taken up where the environments could save them (<see cref="Environments.IResumableEnvironment"/>), and the run then ends with the
/// same bits as one that was never stopped; otherwise new ones begin.
/// </remarks>
public sealed class CheckpointReader
{
    private const string OtherCheckpoint = "Use another checkpoint of the run.";

    private readonly string _folder;
    private readonly CheckpointSums _sums;
    private readonly CheckpointState _state;

    private CheckpointReader(string folder, CheckpointSums sums, CheckpointState state)
    {
        _folder = folder;
        _sums = sums;
        _state = state;
    }

    /// <summary>Gets how far fine-tuning was, or <see langword="null"/> if another kind of run wrote the checkpoint.</summary>
    public FineTuningStateRecord? FineTuning => _state.FineTuning;

    /// <summary>Gets whether the checkpoint holds the running episodes.</summary>
    public bool HasEpisodes => File.Exists(Path.Combine(_folder, CheckpointDirectory.Episodes));

    /// <summary>Gets how far imitation learning was, or <see langword="null"/> if another kind of run wrote the checkpoint.</summary>
    public PretrainingStateRecord? Pretraining => _state.Pretraining;

    /// <summary>Opens a checkpoint.</summary>
    /// <param name="path">The path of the directory.</param>
    /// <returns>The checkpoint; tensors are read later.</returns>
    /// <exception cref="FileNotFoundException">There is no checkpoint, or a file of it is missing.</exception>
    /// <exception cref="FileFormatException">The checkpoint is of a newer format, or damaged.</exception>
    public static CheckpointReader Open(string path)
    {
        string folder = CheckpointDirectory.Resolve(path) ?? throw new FileNotFoundException(
            $"There is no checkpoint in '{path}': it would hold {CheckpointDirectory.Parameters}. Give the folder of a checkpoint.", path);
        RequireFile(folder, CheckpointDirectory.State);
        RequireFile(folder, CheckpointDirectory.Optimizer);
        CheckpointSums sums = CheckpointSums.Read(folder);
        string file = sums.Verified(CheckpointDirectory.State);
        CheckpointState state;
        try
        {
            state = JsonSerializer.Deserialize(File.ReadAllBytes(file), CheckpointJsonContext.Default.CheckpointState)
                ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            throw new FileFormatException(file, exception.Message, "the state of a run as JSON", OtherCheckpoint, exception);
        }

        return state.Format <= CheckpointState.CurrentFormat ? new CheckpointReader(folder, sums, state) : throw new FileFormatException(
            file,
            $"format {state.Format}",
            $"at most format {CheckpointState.CurrentFormat}",
            "Update ReinFlow: a newer version wrote the checkpoint.");
    }

    /// <summary>Lets a trainer go on where the saved run ended.</summary>
    /// <param name="trainer">A trainer of the same networks, seed and number of environments.</param>
    /// <exception cref="FileFormatException">The checkpoint belongs to other networks or to another kind of run.</exception>
    public void Restore(OnPolicyTrainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);

        FineTuningStateRecord progress = FineTuning ?? throw WrongKind("fine-tuning");
        Fill(trainer.State.Parts);
        trainer.Restore(progress, Existing(CheckpointDirectory.Episodes));
    }

    /// <summary>Lets an off-policy trainer go on where the saved run ended; without a saved replay buffer it collects anew first.</summary>
    /// <param name="trainer">A trainer of the same algorithm, networks and seed.</param>
    /// <exception cref="FileFormatException">The checkpoint belongs to other networks or to another kind of run.</exception>
    public void Restore(OffPolicyTrainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);

        FineTuningStateRecord progress = FineTuning is { OffPolicy: not null } found ? found : throw WrongKind("off-policy fine-tuning");
        Fill(trainer.State.Parts);
        trainer.Restore(progress, Existing(CheckpointDirectory.Replay), Existing(CheckpointDirectory.Episodes));
    }

    /// <summary>Lets imitation learning go on where the saved run ended.</summary>
    /// <param name="pretrainer">A pretrainer of the same network and seed.</param>
    /// <param name="parameters">The parameters that it trains.</param>
    /// <exception cref="FileFormatException">The checkpoint belongs to another network or to another kind of run.</exception>
    public void Restore(Pretrainer pretrainer, ParameterStore parameters)
    {
        ArgumentNullException.ThrowIfNull(pretrainer);
        ArgumentNullException.ThrowIfNull(parameters);

        PretrainingStateRecord progress = Pretraining ?? throw WrongKind("pretraining");
        using (SafetensorsReader values = SafetensorsReader.Open(_sums.Verified(CheckpointDirectory.Parameters)))
        {
            Fill(values, "model.", parameters, parameters.Values);
            Fill(values, "ema.", parameters, pretrainer.Average.Values);
        }

        using (SafetensorsReader moments = SafetensorsReader.Open(_sums.Verified(CheckpointDirectory.Optimizer)))
        {
            FillMoments(moments, "model.", parameters, pretrainer.Optimizer);
        }

        pretrainer.Restore(progress);
    }

    private string? Existing(string name)
    {
        string path = _sums.Verified(name);
        return File.Exists(path) ? path : null;
    }

    private void Fill(IReadOnlyList<LearnedPart> parts)
    {
        using SafetensorsReader parameters = SafetensorsReader.Open(_sums.Verified(CheckpointDirectory.Parameters));
        using SafetensorsReader moments = SafetensorsReader.Open(_sums.Verified(CheckpointDirectory.Optimizer));
        foreach (LearnedPart part in parts)
        {
            Fill(parameters, part.Name + ".", part.Parameters, part.Parameters.Values);
            if (part.Optimizer is { } optimizer)
            {
                FillMoments(moments, part.Name + ".", part.Parameters, optimizer);
            }
        }
    }

    private static void FillMoments(SafetensorsReader reader, string prefix, ParameterStore store, AdamW optimizer)
    {
        Fill(reader, prefix + "first_moment.", store, optimizer.FirstMoment);
        Fill(reader, prefix + "second_moment.", store, optimizer.SecondMoment);
    }

    private static void Fill(SafetensorsReader reader, string prefix, ParameterStore store, Tensor buffer)
    {
        try
        {
            store.Import(buffer, name =>
            {
                if (!reader.Contains(prefix + name))
                {
                    return null;
                }

                TensorData data = reader.Read(prefix + name);
                return new NamedValues(name, TensorShape.Create(data.Shape.AsSpan()), data.ToSingles());
            });
        }
        catch (ArgumentException exception)
        {
            throw new FileFormatException(
                reader.FilePath,
                $"under '{prefix}': {exception.Message}",
                "the parameters of this network",
                "Resume with the recipe of the saved run.",
                exception);
        }
    }

    private static void RequireFile(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"The checkpoint '{folder}' has no {name}. {OtherCheckpoint}", path);
        }
    }

    private FileFormatException WrongKind(string expected) => new(
        Path.Combine(_folder, CheckpointDirectory.State),
        $"a run of the kind '{_state.Kind}'",
        $"'{expected}'",
        "Give a checkpoint of the other kind.");
}
