using System.Text.Json;

namespace ReinFlow.Environments.Tests.MuJoCo;

/// <summary>The rollouts of Golden/mujoco_locomotion.json.</summary>
internal static class RecordedRollouts
{
    private static readonly JsonElement Tasks = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "Golden", "mujoco_locomotion.json")))
        .RootElement.GetProperty("tasks");

    public static double[] BodyMasses(string task, MassModel masses) => Numbers(Case(task, masses).GetProperty("bodyMasses"));

    public static JsonElement[] Steps(string task, MassModel masses) => [.. Case(task, masses).GetProperty("steps").EnumerateArray()];

    public static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];

    public static double Control(TaskRules rules, int step, int index) => rules.Amplitude * Math.Sin((0.3 * step) + index);

    private static JsonElement Case(string task, MassModel masses) =>
        Tasks.GetProperty(task).GetProperty(masses == MassModel.Exact ? "exact" : "reference");
}
