using ReinFlow.Environments.MuJoCo;

namespace ReinFlow.Environments.Tests.MuJoCo;

/// <summary>The engine that the tests use; where it is missing they fail with the message that says how to install it.</summary>
internal static class Engine
{
    private static readonly Lazy<MuJoCoLibrary> Shared = new(() => MuJoCoLibrary.Load(Options), LazyThreadSafetyMode.PublicationOnly);

    public static MuJoCoOptions Options => new() { LibraryPath = Environment.GetEnvironmentVariable("REINFLOW_MUJOCO") };

    public static MuJoCoLibrary Library => Shared.Value;

    public static string Text(string task, MassModel masses = MassModel.Reference, Version? version = null) =>
        new RobotWriter(masses, version ?? Library.Version).Write(LocomotionTasks.Find(task).Robot);

    public static MuJoCoModel Compile(string task, MassModel masses = MassModel.Reference) => new(Library, Text(task, masses));

    public static Func<IEnvironment> Factory(string task, MassModel masses = MassModel.Reference) =>
        LocomotionEnvironment.CreateFactory(task, new LocomotionOptions { Masses = masses, MuJoCo = Options });
}
