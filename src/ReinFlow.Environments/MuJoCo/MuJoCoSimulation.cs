namespace ReinFlow.Environments.MuJoCo;

/// <summary>One simulation of a model. The spans show the engine's own memory: they stay valid until the simulation is disposed.</summary>
/// <threadsafety>An instance is used by one thread at a time; simulations of one model are independent of one another.</threadsafety>
public sealed unsafe class MuJoCoSimulation : IDisposable
{
    private static readonly LayoutMember[] StateMembers =
    [
        LayoutMember.Positions, LayoutMember.Velocities, LayoutMember.WarmStart, LayoutMember.Controls, LayoutMember.BodyPositions,
        LayoutMember.BodyCenters, LayoutMember.SubtreeCenters, LayoutMember.BodyInertias, LayoutMember.BodyVelocities,
        LayoutMember.ActuatorForces, LayoutMember.ExternalForces,
    ];

    private readonly NativeApi _api;
    private readonly DataHandle _data;
    private readonly double* _time;

    /// <summary>Initializes a new instance of the <see cref="MuJoCoSimulation"/> class in the model's default pose.</summary>
    /// <param name="model">The model.</param>
    public MuJoCoSimulation(MuJoCoModel model)
    {
        ArgumentNullException.ThrowIfNull(model);

        Model = model;
        _api = model.Library.Api;
        _data = new DataHandle(_api, model.Handle);
        _time = (double*)(_data.Pointer + model.Library.Layout[LayoutMember.Time]);
    }

    /// <summary>Gets the model.</summary>
    public MuJoCoModel Model { get; }

    /// <summary>Gets the simulated seconds since the last reset.</summary>
    public double Time
    {
        get
        {
            ObjectDisposedException.ThrowIf(_data.IsClosed, this);
            return *_time;
        }
    }

    /// <summary>Gets the number of warnings that the engine has raised in this simulation.</summary>
    public int WarningCount { get; private set; }

    /// <summary>Gets the engine's last warning, or <see langword="null"/>.</summary>
    public string? LastWarning { get; private set; }

    /// <summary>Gets the generalised positions (qpos).</summary>
    public Span<double> Positions => Array(LayoutMember.Positions);

    /// <summary>Gets the generalised velocities (qvel).</summary>
    public Span<double> Velocities => Array(LayoutMember.Velocities);

    /// <summary>Gets the controls (ctrl).</summary>
    public Span<double> Controls => Array(LayoutMember.Controls);

    /// <summary>Gets the positions of the body frames (xpos), of shape [body, 3], as of the last forward pass.</summary>
    public ReadOnlySpan<double> BodyPositions => Array(LayoutMember.BodyPositions);

    /// <summary>Gets the centres of mass of the bodies (xipos), of shape [body, 3], as of the last forward pass.</summary>
    public ReadOnlySpan<double> BodyCenters => Array(LayoutMember.BodyCenters);

    /// <summary>Gets the centres of mass of the bodies with all that hangs on them (subtree_com), of shape [body, 3].</summary>
    public ReadOnlySpan<double> SubtreeCenters => Array(LayoutMember.SubtreeCenters);

    /// <summary>Gets inertia tensors, first moments and masses about the tree's centre of mass (cinert), of shape [body, 10].</summary>
    public ReadOnlySpan<double> BodyInertias => Array(LayoutMember.BodyInertias);

    /// <summary>Gets the angular and linear velocities of the bodies about the tree's centre of mass (cvel), of shape [body, 6].</summary>
    public ReadOnlySpan<double> BodyVelocities => Array(LayoutMember.BodyVelocities);

    /// <summary>Gets the generalised forces of the actuators (qfrc_actuator).</summary>
    public ReadOnlySpan<double> ActuatorForces => Array(LayoutMember.ActuatorForces);

    /// <summary>Gets the external torques and forces on the bodies (cfrc_ext), of shape [body, 6].</summary>
    /// <remarks>As of the last call of <see cref="ComputeExternalForces"/>.</remarks>
    public ReadOnlySpan<double> ExternalForces => Array(LayoutMember.ExternalForces);

    /// <summary>
    /// Gets how many numbers <see cref="SaveState"/> writes, or <see langword="null"/> if the model's actuators have activations, which it does not save.
    /// </summary>
    public int? StateLength => Model.ActivationCount == 0 ? 1 + StateMembers.Sum(Length) : null;

    /// <summary>Writes down everything on which the next steps depend, and everything that can be read before them.</summary>
    /// <remarks>
    /// Beside time, positions, velocities and controls these are the accelerations from which the solver starts, and the results of the last
    /// forward pass, which lie one step behind the positions. Plugins and bodies moved by motion
    /// capture have more state, which is not saved.
    /// </remarks>
    /// <param name="state">Receives <see cref="StateLength"/> numbers.</param>
    /// <exception cref="ArgumentException">The length is another one.</exception>
    /// <exception cref="NotSupportedException">The model's actuators have activations.</exception>
    public void SaveState(Span<double> state)
    {
        RequireState(state.Length);
        state[0] = Time;
        state = state[1..];
        foreach (LayoutMember member in StateMembers)
        {
            Array(member).CopyTo(state);
            state = state[Length(member)..];
        }
    }

    /// <summary>Goes on from where another simulation of the same model was.</summary>
    /// <param name="state">What <see cref="SaveState"/> has written.</param>
    /// <exception cref="ArgumentException">The length is another one.</exception>
    /// <exception cref="NotSupportedException">The model's actuators have activations.</exception>
    public void RestoreState(ReadOnlySpan<double> state)
    {
        RequireState(state.Length);
        Reset();
        *_time = state[0];
        state = state[1..];
        foreach (LayoutMember member in StateMembers)
        {
            state[..Length(member)].CopyTo(Array(member));
            state = state[Length(member)..];
        }
    }

    /// <summary>Returns to the default pose, zero velocities and time zero.</summary>
    public void Reset()
    {
        ObjectDisposedException.ThrowIf(_data.IsClosed, this);
        _api.ResetData(Model.Handle.Pointer, _data.Pointer);
        GC.KeepAlive(this);
    }

    /// <summary>Computes everything that follows from positions, velocities and controls, without advancing the time.</summary>
    public void Forward() => Call(_api.Forward);

    /// <summary>Computes <see cref="ExternalForces"/> from the last forward pass.</summary>
    public void ComputeExternalForces() => Call(_api.ComputeExternalForces);

    /// <summary>Advances the simulation.</summary>
    /// <param name="count">The number of simulation steps.</param>
    /// <returns>
    /// <see langword="true"/>; or <see langword="false"/> if the engine met a non-finite or huge number, reset itself to the default
    /// pose and went on from there. <see cref="LastWarning"/> then says where.
    /// </returns>
    /// <exception cref="InvalidOperationException">A control is not finite.</exception>
    public bool Step(int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        RequireFiniteControls();

        double expected = *_time + (count * Model.Timestep);
        byte* model = Model.Handle.Pointer;
        byte* data = _data.Pointer;
        NativeMessages.Clear();
        for (int i = 0; i < count; i++)
        {
            _api.Step(model, data);
        }

        // The time shows a reset unless it came in the very first step after another one; then only the warning does.
        bool wentBack = *_time < expected - (0.5 * Model.Timestep);
        bool unstable = Record();
        GC.KeepAlive(this);
        return !wentBack && !unstable;
    }

    /// <inheritdoc/>
    public void Dispose() => _data.Dispose();

    private void RequireFiniteControls()
    {
        ReadOnlySpan<double> controls = Controls;
        for (int i = 0; i < controls.Length; i++)
        {
            if (!double.IsFinite(controls[i]))
            {
                throw new InvalidOperationException(
                    $"Control {i} of the simulation is {controls[i]}; set it to a finite number before stepping.");
            }
        }
    }

    private void Call(delegate* unmanaged[Cdecl]<byte*, byte*, void> function)
    {
        ObjectDisposedException.ThrowIf(_data.IsClosed, this);
        NativeMessages.Clear();
        function(Model.Handle.Pointer, _data.Pointer);
        Record();
        GC.KeepAlive(this);
    }

    private bool Record()
    {
        (int warnings, bool unstable, string? text) = NativeMessages.Read();
        WarningCount += warnings;
        LastWarning = text ?? LastWarning;
        return unstable;
    }

    private void RequireState(int length)
    {
        if (Model.ActivationCount > 0)
        {
            throw new NotSupportedException(
                $"The model has actuators with {Model.ActivationCount} activations of their own, which are not saved. Use motors without activation.");
        }

        if (length != StateLength)
        {
            throw new ArgumentException($"The state of this simulation has {StateLength} numbers, but the buffer has {length}.");
        }
    }

    private Span<double> Array(LayoutMember member)
    {
        ObjectDisposedException.ThrowIf(_data.IsClosed, this);
        return new Span<double>(Model.Library.Layout.ReadArray(_data.Pointer, member), Length(member));
    }

    private int Length(LayoutMember member) => member switch
    {
        LayoutMember.Positions => Model.PositionCount,
        LayoutMember.Velocities or LayoutMember.WarmStart or LayoutMember.ActuatorForces => Model.VelocityCount,
        LayoutMember.Controls => Model.ControlCount,
        LayoutMember.BodyInertias => Model.BodyCount * 10,
        LayoutMember.BodyVelocities or LayoutMember.ExternalForces => Model.BodyCount * 6,
        _ => Model.BodyCount * 3,
    };
}
