using ReinFlow.Environments;
using ReinFlow.Formats;
using ReinFlow.Recipes;
using ReinFlow.Runs;

namespace ReinFlow.Cli.Commands;

/// <summary>What <c>reinflow sample</c> computes with, checked against the policy before anything is computed.</summary>
internal sealed record SampleInputs(TensorInfo StateInfo, float[] States, TensorInfo NoiseInfo, float[] Noise)
{
    private const string StateName = "state";
    private const string NoiseName = "x0";

    public int Rows => StateInfo.Shape[0];

    public int ObservationDimension => StateInfo.Shape[2];

    public int Horizon => NoiseInfo.Shape[1];

    public int ActionDimension => NoiseInfo.Shape[2];

    public string Description => $"{StateName} {StateInfo.ShapeText} and {NoiseName} {NoiseInfo.ShapeText}";

    public static SampleInputs Read(string observationPath, string noisePath, Recipe recipe, PolicyFile policy)
    {
        (TensorInfo state, float[] states) = ReadRows(observationPath, StateName);
        (TensorInfo start, float[] noise) = ReadRows(noisePath, NoiseName);
        Normalization? ranges = policy.Normalization;
        const string OtherRecipe = "Give as many, or use the recipe of this policy.";
        const string OtherTask = "Use inputs for the task of this policy.";
        Require(observationPath, state, 1, recipe.Policy.ObservationHistory, "observations, as the recipe says", OtherRecipe);
        Require(observationPath, state, 2, ranges?.ObservationMinimum.Length, "features, as the policy was trained with", OtherTask);
        Require(noisePath, start, 1, recipe.Policy.Horizon, "actions, as the recipe says", OtherRecipe);
        Require(noisePath, start, 2, ranges?.ActionMinimum.Length, "action components, as the policy was trained with", OtherTask);
        string rows = $"rows, as {StateName} {state.ShapeText} of {observationPath} has";
        Require(noisePath, start, 0, state.Shape[0], rows, "Give one start for every observation.");
        return new SampleInputs(state, states, start, noise);
    }

    private static (TensorInfo Info, float[] Values) ReadRows(string path, string name)
    {
        using var archive = NpzArchive.Open(path);
        TensorInfo info = archive.Describe(name);
        if (info.Shape.Length != 3 || info.Shape.Contains(0))
        {
            string shape = name == StateName ? "[N, To, Do]" : "[N, Ta, Da]";
            throw new FileFormatException(path, $"{name} {info.ShapeText}", shape, "Reshape the array.");
        }

        float[] values = archive.ReadSingles(name);
        int bad = Array.FindIndex(values, value => !float.IsFinite(value));
        if (bad < 0)
        {
            return (info, values);
        }

        int row = bad / (info.Shape[1] * info.Shape[2]);
        throw new FileFormatException(path, $"{values[bad]} in {name}, row {row}", "finite numbers", "Leave the row out.");
    }

    private static void Require(string path, TensorInfo info, int axis, int? length, string what, string cure)
    {
        if (length is { } wanted && info.Shape[axis] != wanted)
        {
            throw new FileFormatException(path, $"{info.Name} {info.ShapeText}", $"{wanted} {what}", cure);
        }
    }
}
