using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using ReinFlow.Environments.MuJoCo;

namespace ReinFlow.Environments.Tests.MuJoCo;

[TestFixture]
public sealed class HopperModelTests
{
    private const int StepsPerAction = 4;

    private static readonly JsonElement Golden = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "Golden", "mujoco_hopper.json"))).RootElement;

    private static readonly Version Debian = new(2, 2, 2);

    [Test]
    public void TheSizesAreThoseOfTheOriginal()
    {
        using MuJoCoModel model = Engine.CompileHopper();

        Assert.That((model.PositionCount, model.VelocityCount, model.ControlCount, model.BodyCount), Is.EqualTo((6, 6, 3, 5)));
        Assert.That(model.Timestep, Is.EqualTo(0.002));
        Assert.That(model.InitialPositions, Is.EqualTo(new[] { 0.0, 1.25, 0.0, 0.0, 0.0, 0.0 }));
    }

    [Test]
    public void TheMassesAreThePublishedOnes([Values] MassModel masses)
    {
        using MuJoCoModel model = Engine.CompileHopper(masses);

        Assert.That(model.BodyMasses, Is.EqualTo(Numbers(Case(masses).GetProperty("bodyMasses"))).Within(1e-9));
    }

    // Measured with 2.2.2 and printed with ten digits. Even after 50 steps and several contacts the same engine reproduces
    // them; another version may round differently, and contacts amplify that, so there the later steps are held less tightly.
    [Test]
    public void TheRolloutIsTheReferenceOne([Values] MassModel masses)
    {
        using MuJoCoModel model = Engine.CompileHopper(masses);
        using var simulation = new MuJoCoSimulation(model);
        int step = 0;
        foreach (JsonElement expected in Case(masses).GetProperty("steps").EnumerateArray())
        {
            for (; step < expected.GetProperty("step").GetInt32(); step++)
            {
                Drive(simulation, step);
            }

            double tolerance = step <= 10 || Engine.Library.Version == Debian ? 1e-6 : 1e-3;
            double[] positions = Numbers(expected.GetProperty("qpos"));
            double[] velocities = Numbers(expected.GetProperty("qvel"));
            double center = expected.GetProperty("subtreeX").GetDouble();
            Assert.That(simulation.Positions.ToArray(), Is.EqualTo(positions).Within(tolerance), $"step {step}");
            Assert.That(simulation.Velocities.ToArray(), Is.EqualTo(velocities).Within(tolerance), $"step {step}");
            Assert.That(simulation.SubtreeCenters[0], Is.EqualTo(center).Within(tolerance), $"step {step}");
            CheckExternalForces(simulation, expected);
        }
    }

    [Test]
    public void EveryBodyHasTheInertiaOfItsCylinder()
    {
        using MuJoCoModel model = Engine.CompileHopper();
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

    private static void Drive(MuJoCoSimulation simulation, int step)
    {
        for (int i = 0; i < simulation.Controls.Length; i++)
        {
            simulation.Controls[i] = Math.Sin((0.3 * step) + i);
        }

        Assert.That(simulation.Step(StepsPerAction), Is.True);
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

    private static JsonElement Case(MassModel masses) => Golden.GetProperty(masses == MassModel.Exact ? "exact" : "reference");

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];

    private static XElement Parse(Version engine) => XElement.Parse(HopperModel.Write(MassModel.Reference, engine));

    private static double Margin(Version engine) =>
        double.Parse(Parse(engine).Element("default")!.Element("geom")!.Attribute("margin")!.Value, CultureInfo.InvariantCulture);
}
