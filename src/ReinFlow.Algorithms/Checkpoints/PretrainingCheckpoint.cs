using System.Text.Json;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>Writes checkpoints of imitation learning: <c>model.*</c> are the parameters, <c>ema.*</c> their average.</summary>
public static class PretrainingCheckpoint
{
    /// <summary>Writes a checkpoint.</summary>
    /// <param name="path">The path of the directory.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="pretrainer">What trains them.</param>
    /// <param name="attachments">Files that the checkpoint carries along, such as the recipe.</param>
    public static void Write(string path, ParameterStore parameters, Pretrainer pretrainer, params IEnumerable<CheckpointPart> attachments)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(pretrainer);
        ArgumentNullException.ThrowIfNull(attachments);
        var content = new CheckpointState(CheckpointState.CurrentFormat, "pretraining", null, pretrainer.State);
        CheckpointDirectory.Write(
            path,
            [
                new ParameterFile()
                    .Add("model.", parameters, parameters.Values)
                    .Add("ema.", parameters, pretrainer.Average.Values)
                    .Part(CheckpointDirectory.Parameters),
                new ParameterFile().AddMoments("model.", parameters, pretrainer.Optimizer).Part(CheckpointDirectory.Optimizer),
                CheckpointDirectory.Text(
                    CheckpointDirectory.State, JsonSerializer.Serialize(content, CheckpointJsonContext.Default.CheckpointState)),
                .. attachments,
            ]);
    }
}
