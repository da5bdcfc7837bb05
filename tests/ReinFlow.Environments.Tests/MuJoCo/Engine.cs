using ReinFlow.Environments.MuJoCo;

namespace ReinFlow.Environments.Tests.MuJoCo;

/// <summary>The engine that the tests use; where it is missing they fail with the message that says how to install it.</summary>
internal static class Engine
{
    private static readonly Lazy<MuJoCoLibrary> Shared = new(() => MuJoCoLibrary.Load(Options), LazyThreadSafetyMode.PublicationOnly);

    public static MuJoCoOptions Options => new() { LibraryPath = Environment.GetEnvironmentVariable("REINFLOW_MUJOCO") };

    public static MuJoCoLibrary Library => Shared.Value;

    public static MuJoCoModel CompileHopper(MassModel masses = MassModel.Reference) =>
        new(Library, HopperModel.Write(masses, Library.Version));

    public static Func<IEnvironment> HopperFactory(MassModel masses = MassModel.Reference) =>
        HopperEnvironment.CreateFactory(new HopperOptions { Masses = masses, MuJoCo = Options });
}
