namespace ReinFlow.Environments.MuJoCo;

/// <summary>The locomotion tasks by name.</summary>
internal static class LocomotionTasks
{
    /// <summary>Gets all tasks.</summary>
    public static IReadOnlyList<LocomotionTask> All { get; } =
        [new HopperTask(), new Walker2dTask(), new HalfCheetahTask(), new AntTask(), new HumanoidTask()];

    /// <summary>Returns a task.</summary>
    /// <exception cref="ArgumentException">There is no task of that name.</exception>
    public static LocomotionTask Find(string name) => All.FirstOrDefault(task => task.Spec.Name == name)
        ?? throw new ArgumentException(
            $"There is no MuJoCo task '{name}'. Use one of {string.Join(", ", All.Select(task => task.Spec.Name))}.", nameof(name));
}
