namespace ReinFlow.Environments.MuJoCo;

/// <summary>A compiled model, read by any number of simulations.</summary>
/// <remarks>Disposing it is safe while simulations still run: the native memory goes with the last of them.</remarks>
/// <threadsafety>Instances may be used by any number of threads.</threadsafety>
public sealed unsafe class MuJoCoModel : IDisposable
{
    /// <summary>Initializes a new instance of the <see cref="MuJoCoModel"/> class.</summary>
    /// <param name="library">The engine.</param>
    /// <param name="xml">The model in MuJoCo's XML format; it may not refer to files.</param>
    /// <exception cref="InvalidDataException">The engine refused the model; the message is the engine's.</exception>
    public MuJoCoModel(MuJoCoLibrary library, string xml)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentException.ThrowIfNullOrWhiteSpace(xml);

        Library = library;
        Handle = NativeLoader.Compile(library.Api, xml);

        MemoryLayout layout = library.Layout;
        byte* model = Handle.Pointer;
        PositionCount = layout.ReadSize(model, LayoutMember.PositionCount);
        VelocityCount = layout.ReadSize(model, LayoutMember.VelocityCount);
        ControlCount = layout.ReadSize(model, LayoutMember.ControlCount);
        ActivationCount = layout.ReadSize(model, LayoutMember.ActivationCount);
        BodyCount = layout.ReadSize(model, LayoutMember.BodyCount);
        Timestep = *(double*)(model + layout[LayoutMember.Timestep]);
        InitialPositions = Copy(LayoutMember.InitialPositions, PositionCount);
        BodyMasses = Copy(LayoutMember.BodyMasses, BodyCount);
    }

    /// <summary>Gets the engine.</summary>
    public MuJoCoLibrary Library { get; }

    /// <summary>Gets the number of generalised positions.</summary>
    public int PositionCount { get; }

    /// <summary>Gets the number of degrees of freedom.</summary>
    public int VelocityCount { get; }

    /// <summary>Gets the number of actuators.</summary>
    public int ControlCount { get; }

    /// <summary>Gets the number na of activations that actuators keep; motors have none.</summary>
    public int ActivationCount { get; }

    /// <summary>Gets the number of bodies, the world included.</summary>
    public int BodyCount { get; }

    /// <summary>Gets the length of one simulation step in seconds.</summary>
    public double Timestep { get; }

    /// <summary>Gets the positions after a reset.</summary>
    public IReadOnlyList<double> InitialPositions { get; }

    /// <summary>Gets the masses of the bodies in kilograms; the world, body 0, has none.</summary>
    public IReadOnlyList<double> BodyMasses { get; }

    internal ModelHandle Handle { get; }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private double[] Copy(LayoutMember member, int count) =>
        new ReadOnlySpan<double>(Library.Layout.ReadArray(Handle.Pointer, member), count).ToArray();
}
