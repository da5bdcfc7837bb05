using ReinFlow.Environments.MuJoCo;

namespace ReinFlow.Environments.Tests.MuJoCo;

[TestFixture]
public sealed class MuJoCoSimulationTests
{
    private MuJoCoModel _model = null!;
    private MuJoCoSimulation _simulation = null!;

    [SetUp]
    public void MakeASimulation()
    {
        _model = Engine.Compile("Hopper-v2");
        _simulation = new MuJoCoSimulation(_model);
    }

    [TearDown]
    public void DisposeOfIt()
    {
        _simulation.Dispose();
        _model.Dispose();
    }

    [Test]
    public void AResetReturnsToTheDefaultPose()
    {
        _simulation.Controls.Fill(0.5);
        _simulation.Step(20);
        _simulation.Reset();

        Assert.That(_simulation.Time, Is.Zero);
        Assert.That(_simulation.Positions.ToArray(), Is.EqualTo(_model.InitialPositions));
        Assert.That(_simulation.Velocities.ToArray(), Is.All.Zero);
        Assert.That(_simulation.Controls.ToArray(), Is.All.Zero);
    }

    [Test]
    public void FreeFallFollowsGravity()
    {
        _simulation.Positions[1] = 10.0;
        _simulation.Step(100);

        double seconds = 100 * _model.Timestep;
        Assert.That(_simulation.Time, Is.EqualTo(seconds).Within(1e-12));
        Assert.That(_simulation.Velocities[1], Is.EqualTo(-9.81 * seconds).Within(1e-9));
        Assert.That(_simulation.Positions[1], Is.EqualTo(10.0 - (0.5 * 9.81 * seconds * seconds)).Within(1e-9));
    }

    [Test]
    public void AModelWithActivationsSaysThatItsStateIsNotSaved()
    {
        const string Model =
            """
            <mujoco>
              <worldbody><body><joint name="hinge"/><geom size="0.1"/></body></worldbody>
              <actuator><general joint="hinge" dyntype="integrator"/></actuator>
            </mujoco>
            """;
        using var model = new MuJoCoModel(Engine.Library, Model);
        using var simulation = new MuJoCoSimulation(model);

        Assert.That(model.ActivationCount, Is.EqualTo(1));
        Assert.That(simulation.StateLength, Is.Null);
        Assert.That(() => simulation.SaveState(new double[8]), Throws.InstanceOf<NotSupportedException>().With.Message.Contains("motors without activation"));
        Assert.That(_simulation.StateLength, Is.GreaterThan(_model.PositionCount + _model.VelocityCount));
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void ANonFiniteControlDoesNotReachTheEngine(double value)
    {
        _simulation.Controls[1] = value;

        Assert.That(() => _simulation.Step(), Throws.InvalidOperationException.With.Message.Contains("Control 1"));
        Assert.That(_simulation.Time, Is.Zero);
        Assert.That(_simulation.WarningCount, Is.Zero);
    }

    [TestCase(0, double.NaN)]
    [TestCase(5, double.NaN)]
    [TestCase(0, 1e20)]
    [TestCase(5, 1e20)]
    public void AResetByTheEngineItselfIsReported(int stepsBefore, double velocity)
    {
        string log = Path.Combine(Environment.CurrentDirectory, "MUJOCO_LOG.TXT");
        Assert.That(_simulation.Step(stepsBefore), Is.True);
        _simulation.Velocities[0] = velocity;

        Assert.That(_simulation.Step(4), Is.False);
        Assert.That(_simulation.WarningCount, Is.GreaterThan(0));
        Assert.That(_simulation.LastWarning, Does.Contain("QVEL"));
        Assert.That(File.Exists(log), Is.False, "The engine must not write its log file.");

        Assert.That(_simulation.Step(4), Is.True, "The next steps are sound again.");
    }

    [Test]
    public void RepeatedInstabilityIsReportedEveryTime()
    {
        for (int i = 0; i < 3; i++)
        {
            Assert.That(_simulation.Step(2), Is.True);
            _simulation.Velocities[0] = double.NaN;
            Assert.That(_simulation.Step(2), Is.False);
        }
    }

    [Test]
    public void ADisposedSimulationIsRefused()
    {
        _simulation.Dispose();

        Assert.That(() => _simulation.Step(), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(_simulation.Reset, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => _simulation.Positions[0], Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => _simulation.Time, Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void ThePosesOfTheBodiesFollowTheJoints()
    {
        _simulation.Positions[0] = 3.0;
        _simulation.Velocities[0] = 2.0;
        _simulation.Controls[2] = 0.5;
        _simulation.Forward();

        Assert.That(_simulation.BodyPositions[3..6].ToArray(), Is.EqualTo(new[] { 3.0, 0.0, 1.25 }).Within(1e-12));
        Assert.That(_simulation.BodyCenters[12..15].ToArray(), Is.EqualTo(new[] { 3.0 + 0.13 - 0.065, 0.0, 0.1 }).Within(1e-12));
        Assert.That(_simulation.BodyVelocities[6..12].ToArray(), Is.EqualTo(new[] { 0.0, 0.0, 0.0, 2.0, 0.0, 0.0 }).Within(1e-12));
        Assert.That(_simulation.ActuatorForces.ToArray(), Is.EqualTo(new[] { 0.0, 0.0, 0.0, 0.0, 0.0, 100.0 }).Within(1e-12));
    }
}
