using ReinFlow.Environments.MuJoCo;

namespace ReinFlow.Environments.Tests.MuJoCo;

[TestFixture]
public sealed class MuJoCoModelTests
{
    private const string Pendulum = """
        <mujoco>
          <option timestep="0.005"/>
          <worldbody>
            <body pos="0 0 2">
              <joint name="pivot" type="hinge" axis="0 1 0" ref="0.25"/>
              <inertial pos="0 0 -1" mass="3" diaginertia="0.1 0.1 0.1"/>
            </body>
          </worldbody>
          <actuator><motor joint="pivot"/></actuator>
        </mujoco>
        """;

    [Test]
    public void SizesAndParametersAreRead()
    {
        double reference = 0.25 * Math.PI / 180.0;
        using var model = new MuJoCoModel(Engine.Library, Pendulum);

        Assert.That((model.PositionCount, model.VelocityCount, model.ControlCount, model.BodyCount), Is.EqualTo((1, 1, 1, 2)));
        Assert.That(model.Timestep, Is.EqualTo(0.005));
        Assert.That(model.InitialPositions, Is.EqualTo(new[] { reference }).Within(1e-15));
        Assert.That(model.BodyMasses, Is.EqualTo(new[] { 0.0, 3.0 }));
    }

    [TestCase("<mujoco><worldbody><geom/></worldbody></mujoco>", "size")]
    [TestCase("<mujoco><no-such-section/></mujoco>", "no-such-section")]
    [TestCase("this is no XML", "MuJoCo refused the model")]
    public void AModelThatTheEngineRefusesIsReportedInItsWords(string xml, string reason) =>
        Assert.That(
            () => new MuJoCoModel(Engine.Library, xml),
            Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("MuJoCo refused the model: ").And.Message.Contains(reason));

    [Test]
    public void SimulationsOutliveTheModelTheyWereMadeFrom()
    {
        var model = new MuJoCoModel(Engine.Library, Pendulum);
        using var simulation = new MuJoCoSimulation(model);
        model.Dispose();

        Assert.That(simulation.Step(10), Is.True);
        Assert.That(simulation.Time, Is.EqualTo(0.05).Within(1e-12));
    }

    [Test]
    public void ADisposedModelGivesNoSimulation()
    {
        var model = new MuJoCoModel(Engine.Library, Pendulum);
        model.Dispose();

        Assert.That(() => new MuJoCoSimulation(model), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void ThreadsMayCompileAndDisposeAtOnce()
    {
        MuJoCoLibrary library = Engine.Library;

        Parallel.For(0, 32, _ =>
        {
            using var model = new MuJoCoModel(library, Pendulum);
            using var simulation = new MuJoCoSimulation(model);
            Assert.That(simulation.Step(), Is.True);
        });
    }
}
