using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using ReinFlow.Environments.MuJoCo;

namespace ReinFlow.Environments.Tests.MuJoCo;

[TestFixture]
public sealed class LocomotionModelTests
{
    private static readonly Version Debian = new(2, 2, 2);

    [TestCase("Hopper-v2", 6, 6, 3, 5, 0.002)]
    [TestCase("Walker2d-v2", 9, 9, 6, 8, 0.002)]
    [TestCase("HalfCheetah-v2", 9, 9, 6, 8, 0.01)]
    [TestCase("Ant-v2", 15, 14, 8, 14, 0.01)]
    [TestCase("Humanoid-v3", 24, 23, 17, 14, 0.003)]
    public void TheSizesAreThoseOfTheOriginal(string task, int positions, int velocities, int controls, int bodies, double timestep)
    {
        using MuJoCoModel model = Engine.Compile(task);

        Assert.That(
            (model.PositionCount, model.VelocityCount, model.ControlCount, model.BodyCount, model.Timestep),
            Is.EqualTo((positions, velocities, controls, bodies, timestep)));
    }

    [TestCase("Hopper-v2", new[] { 0.0, 1.25, 0.0 })]
    [TestCase("Walker2d-v2", new[] { 0.0, 1.25, 0.0 })]
    [TestCase("HalfCheetah-v2", new[] { 0.0, 0.0, 0.0 })]
    [TestCase("Ant-v2", new[] { 0.0, 0.0, 0.75, 1.0, 0.0, 0.0, 0.0 })]
    [TestCase("Humanoid-v3", new[] { 0.0, 0.0, 1.4, 1.0, 0.0, 0.0, 0.0 })]
    public void TheDefaultPoseIsUprightWithAllHingesAtZero(string task, double[] root)
    {
        using MuJoCoModel model = Engine.Compile(task);

        Assert.That(model.InitialPositions.Take(root.Length), Is.EqualTo(root));
        Assert.That(model.InitialPositions.Skip(root.Length), Is.All.Zero);
    }

    [Test]
    public void TheMassesAreThePublishedOnes([ValueSource(typeof(TaskRules), nameof(TaskRules.All))] TaskRules rules, [Values] MassModel masses)
    {
        using MuJoCoModel model = Engine.Compile(rules.Name, masses);

        Assert.That(model.BodyMasses, Is.EqualTo(RecordedRollouts.BodyMasses(rules.Name, masses)).Within(1e-9));
    }

    // Measured with 2.2.2 and printed with ten digits. Even after 50 steps and several contacts the same engine reproduces
    // them; another version may round differently, and contacts amplify that, so there the later steps are held less tightly.
    [Test]
    public void TheRolloutIsTheReferenceOne([ValueSource(typeof(TaskRules), nameof(TaskRules.All))] TaskRules rules, [Values] MassModel masses)
    {
        using MuJoCoModel model = Engine.Compile(rules.Name, masses);
        using var simulation = new MuJoCoSimulation(model);
        int step = 0;
        foreach (JsonElement expected in RecordedRollouts.Steps(rules.Name, masses))
        {
            for (; step < expected.GetProperty("step").GetInt32(); step++)
            {
                Drive(simulation, rules, step);
            }

            double tolerance = step <= 10 || Engine.Library.Version == Debian ? 1e-6 : 1e-3;
            double[] positions = RecordedRollouts.Numbers(expected.GetProperty("qpos"));
            double[] velocities = RecordedRollouts.Numbers(expected.GetProperty("qvel"));
            double center = expected.GetProperty("subtreeX").GetDouble();
            Assert.That(simulation.Positions.ToArray(), Is.EqualTo(positions).Within(tolerance), $"step {step}");
            Assert.That(simulation.Velocities.ToArray(), Is.EqualTo(velocities).Within(tolerance), $"step {step}");
            Assert.That(simulation.SubtreeCenters[0], Is.EqualTo(center).Within(tolerance), $"step {step}");
            CheckExternalForces(simulation, expected);
        }
    }

    [Test]
    public void EveryBodyOfTheHopperHasTheInertiaOfItsCylinder()
    {
        using MuJoCoModel model = Engine.Compile("Hopper-v2");
        using var simulation = new MuJoCoSimulation(model);
        simulation.Forward();

        for (int body = 1; body < model.BodyCount; body++)
        {
            ReadOnlySpan<double> row = simulation.BodyInertias.Slice(body * 10, 10);
            (double radius, double length) = new[] { (0.05, 0.45), (0.05, 0.5), (0.04, 0.54), (0.06, 0.45) }[body - 1];
            double mass = 1000.0 * Math.PI * radius * radius * length;

            // About the y axis every link of the planar robot turns with the transverse moment of its cylinder.
            double aboutCenter = row[1] - (((row[6] * row[6]) + (row[8] * row[8])) / mass);
            Assert.That(row[9], Is.EqualTo(mass).Within(1e-12));
            Assert.That(aboutCenter, Is.EqualTo(mass * ((3.0 * radius * radius) + (length * length)) / 12.0).Within(1e-12));
        }
    }

    // Data sets hold the masses as constants, which normalisation amplifies a million times: printed digits are not enough.
    [Test]
    public void TheMassesOfTheHumanoidHaveDoublePrecision()
    {
        using MuJoCoModel model = Engine.Compile("Humanoid-v3");
        double arm = (1000 * Math.PI * 0.031 * 0.031 * ((0.16 * Math.Sqrt(3)) + 0.031)) + (4000.0 / 3.0 * Math.PI * Math.Pow(0.04, 3));
        double shin = 1000 * Math.PI * 0.049 * 0.049 * (0.3 + 0.049);

        Assert.That(model.BodyMasses[11], Is.EqualTo(arm).Within(1e-14));
        Assert.That(model.BodyMasses[13], Is.EqualTo(arm).Within(1e-14));
        Assert.That(model.BodyMasses[5], Is.EqualTo(shin).Within(1e-14));
    }

    [Test]
    public void TheHalfCheetahWeighsFourteenKilograms([Values] MassModel masses)
    {
        using MuJoCoModel model = Engine.Compile("HalfCheetah-v2", masses);

        Assert.That(model.BodyMasses.Sum(), Is.EqualTo(14).Within(1e-12));
    }

    [Test]
    public void MarginsAreHalvedForEnginesThatAddThem()
    {
        Assert.That(Margin(new Version(3, 4, 0)), Is.EqualTo(0.001));
        Assert.That(Margin(new Version(3, 5, 0)), Is.EqualTo(0.0005));
        Assert.That(Margin(new Version(3, 12, 0)), Is.EqualTo(0.0005));
    }

    [Test]
    public void CapacitiesAreWrittenOnlyForEnginesThatNeedThem()
    {
        Assert.That(Parse(Debian).Element("size"), Is.Not.Null);
        Assert.That(Parse(new Version(3, 0, 0)).Element("size"), Is.Null);
    }

    private static void Drive(MuJoCoSimulation simulation, TaskRules rules, int step)
    {
        for (int i = 0; i < simulation.Controls.Length; i++)
        {
            simulation.Controls[i] = RecordedRollouts.Control(rules, step, i);
        }

        Assert.That(simulation.Step(rules.StepsPerAction), Is.True);
        Assert.That(simulation.WarningCount, Is.Zero);
    }

    private static void CheckExternalForces(MuJoCoSimulation simulation, JsonElement expected)
    {
        if (!expected.TryGetProperty("externalForceSquared", out JsonElement squared))
        {
            return;
        }

        simulation.ComputeExternalForces();
        double sum = 0.0;
        foreach (double force in simulation.ExternalForces)
        {
            sum += force * force;
        }

        Assert.That(sum, Is.EqualTo(squared.GetDouble()).Within(1e-5).Percent);
    }

    private static XElement Parse(Version engine) => XElement.Parse(Engine.Text("Hopper-v2", version: engine));

    private static double Margin(Version engine) =>
        double.Parse(Parse(engine).Element("default")!.Element("geom")!.Attribute("margin")!.Value, CultureInfo.InvariantCulture);
}
