using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using ReinFlow.Environments.MuJoCo;

namespace ReinFlow.Environments.Tests.MuJoCo;

[TestFixture]
public sealed class HopperEnvironmentTests
{
    private const int Observations = 11;
    private const int Actions = 3;

    private Func<IEnvironment> _factory = null!;

    [OneTimeSetUp]
    public void CompileTheModelOnce() => _factory = Engine.HopperFactory();

    [Test]
    public void TheSpecIsThatOfTheTask()
    {
        using IEnvironment environment = _factory();

        var expected = new EnvironmentSpec("Hopper-v2", Observations, Actions, 1000, "still upright after 1000 steps");
        Assert.That(environment.Spec, Is.EqualTo(expected));
    }

    [Test]
    public void TheDefaultsReproduceThePublishedData()
    {
        var expected = new HopperOptions { Masses = MassModel.Reference, MuJoCo = new MuJoCoOptions { LibraryPath = null } };
        Assert.That(new HopperOptions(), Is.EqualTo(expected));
    }

    [Test]
    public void TheFirstObservationIsTheUprightPoseWithinTheNoise()
    {
        using IEnvironment environment = _factory();
        float[] pose = [1.25f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        float[] state = new float[Observations];
        float largest = 0f;
        for (int episode = 0; episode < 200; episode++)
        {
            environment.Reset(new RandomSource((ulong)episode), new ObservationBuffer(state));
            for (int i = 0; i < Observations; i++)
            {
                largest = Math.Max(largest, Math.Abs(state[i] - pose[i]));
            }
        }

        Assert.That(largest, Is.InRange(0.00495f, 0.0050002f));
    }

    [Test]
    public void EveryStepFollowsTheRulesOfTheTask()
    {
        using IEnvironment environment = _factory();
        using MuJoCoModel model = Engine.CompileHopper();
        using var simulation = new MuJoCoSimulation(model);
        float[] state = new float[Observations];
        float[] action = new float[Actions];
        int terminated = 0;
        for (int episode = 0; episode < 30; episode++)
        {
            var random = new RandomSource((ulong)episode);
            environment.Reset(new RandomSource(random.State), new ObservationBuffer(state));
            ResetLikeTheTask(simulation, random);
            Assert.That(state, Is.EqualTo(Observe(simulation)));

            for (bool alive = true; alive;)
            {
                // Beyond the bounds now and then, so that clipping matters for dynamics and cost.
                random.FillGaussian(action);
                StepResult result = environment.Step(action, new ObservationBuffer(state));
                (float reward, alive) = StepLikeTheTask(simulation, action);

                Assert.That(state, Is.EqualTo(Observe(simulation)));
                Assert.That(result, Is.EqualTo(new StepResult(reward, Terminated: !alive, Truncated: false)));
            }

            terminated++;
        }

        Assert.That(terminated, Is.EqualTo(30));
    }

    // 17 to 18 was measured with the original rules, the same masses and the same engine.
    [Test]
    public void RandomActionsEarnTheKnownReturn()
    {
        using IEnvironment environment = Engine.HopperFactory(MassModel.Exact)();
        var random = new RandomSource(1);
        float[] state = new float[Observations];
        float[] action = new float[Actions];
        const int Episodes = 400;
        double sum = 0.0;
        double squares = 0.0;
        for (int episode = 0; episode < Episodes; episode++)
        {
            environment.Reset(random, new ObservationBuffer(state));
            double total = 0.0;
            StepResult result;
            do
            {
                FillUniform(action, random);
                result = environment.Step(action, new ObservationBuffer(state));
                total += result.Reward;
            }
            while (!result.Terminated);

            sum += total;
            squares += total * total;
        }

        double mean = sum / Episodes;
        double standardError = Math.Sqrt(((squares / Episodes) - (mean * mean)) / Episodes);
        TestContext.Out.WriteLine($"{mean:F2} ± {standardError:F2}");
        Assert.That(mean, Is.EqualTo(17.5).Within(0.5 + (3.0 * standardError)));
    }

    [Test]
    public void EqualSeedsGiveEqualBitsOnAnyThread()
    {
        float[] alone = Play(_factory, seed: 7);
        float[][] together = new float[4][];
        Parallel.For(0, together.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i => together[i] = Play(_factory, seed: 7));

        Assert.That(together, Is.All.EqualTo(alone));
        Assert.That(Play(_factory, seed: 8), Is.Not.EqualTo(alone));
    }

    [Test]
    public void AnEpisodeDoesNotDependOnTheOneBefore()
    {
        using IEnvironment environment = _factory();
        float[] first = Play(environment, seed: 3);
        Play(environment, seed: 4);

        Assert.That(Play(environment, seed: 3), Is.EqualTo(first));
    }

    [Test]
    public void StepsAndResetsAllocateNothing()
    {
        using IEnvironment environment = _factory();
        float[] state = new float[Observations];
        float[] action = [0.1f, -0.2f, 0.3f];
        var random = new RandomSource(5);
        PlaySteps(environment, random, action, state);

        long before = GC.GetAllocatedBytesForCurrentThread();
        PlaySteps(environment, random, action, state);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void AnEnvironmentTakesAFifthOfAMegabyte()
    {
        const int Count = 100;
        using var process = Process.GetCurrentProcess();
        var environments = new IEnvironment[Count];
        float[] state = new float[Observations];
        float[] action = new float[Actions];
        var random = new RandomSource(6);
        process.Refresh();
        long before = process.WorkingSet64;
        for (int i = 0; i < Count; i++)
        {
            environments[i] = _factory();
            PlaySteps(environments[i], random, action, state, count: 20);
        }

        process.Refresh();
        double megabytes = (process.WorkingSet64 - before) / (1e6 * Count);
        foreach (IEnvironment environment in environments)
        {
            environment.Dispose();
        }

        TestContext.Out.WriteLine($"{megabytes:F2} MB");

        Assert.That(megabytes, Is.LessThan(0.5), "Without capacities in the model text it is some 3 MB.");
    }

    [TestCase(float.NaN)]
    [TestCase(float.NegativeInfinity)]
    public void ANonFiniteActionIsRefused(float value)
    {
        using IEnvironment environment = _factory();
        float[] state = new float[Observations];
        environment.Reset(new RandomSource(1), new ObservationBuffer(state));

        Assert.That(
            () => environment.Step([0f, value, 0f], new ObservationBuffer(state)),
            Throws.ArgumentException.With.Message.Contains("Component 1 of the action for Hopper-v2"));
    }

    [Test]
    public void WrongSizesAreRefused()
    {
        using IEnvironment environment = _factory();

        Assert.That(
            () => environment.Reset(new RandomSource(1), new ObservationBuffer(new float[10])),
            Throws.ArgumentException.With.Message.Contains("An observation of Hopper-v2 has 11 numbers, but the buffer has 10."));
        Assert.That(
            () => environment.Step([0f, 0f], new ObservationBuffer(new float[Observations])),
            Throws.ArgumentException.With.Message.Contains("Hopper-v2 takes actions of 3 numbers, not 2."));
    }

    [Test]
    public void AnUnstableSimulationEndsTheEpisodeWithoutReward()
    {
        string explosive = HopperModel.Write(MassModel.Reference, Engine.Library.Version)
            .Replace("gear=\"200\"", "gear=\"1e15\"", StringComparison.Ordinal);
        using var environment = new HopperEnvironment(new MuJoCoModel(Engine.Library, explosive), NullLogger.Instance);
        float[] state = new float[Observations];
        environment.Reset(new RandomSource(1), new ObservationBuffer(state));
        StepResult result = environment.Step([1f, 1f, 1f], new ObservationBuffer(state));

        Assert.That(result, Is.EqualTo(new StepResult(0f, Terminated: true, Truncated: false)));
        Assert.That(state, Is.All.InRange(-100f, 100f));
    }

    [Test]
    public void StandingForAThousandStepsSucceeds()
    {
        using IEnvironment environment = _factory();
        float[] state = new float[Observations];
        environment.Reset(new RandomSource(2), new ObservationBuffer(state));
        for (int step = 1; step <= 1000; step++)
        {
            StepResult result = environment.Step(Balance(state), new ObservationBuffer(state));

            Assert.That(result.Terminated, Is.False, $"fell in step {step}");
            Assert.That(result.Truncated, Is.False, "The time limit is the vectoriser's.");
            Assert.That(result.Succeeded, Is.EqualTo(step == 1000), $"step {step}");
        }
    }

    private static float[] Balance(float[] state)
    {
        // Springs and dampers that hold the joints of the upright pose, in which the centre of mass is above the foot.
        float[] action = new float[Actions];
        for (int i = 0; i < Actions; i++)
        {
            action[i] = (-4f * state[2 + i]) - (0.4f * state[8 + i]);
        }

        return action;
    }

    private static void ResetLikeTheTask(MuJoCoSimulation simulation, RandomSource random)
    {
        simulation.Reset();
        for (int i = 0; i < 6; i++)
        {
            simulation.Positions[i] += 0.005 * ((2 * random.NextDouble()) - 1);
        }

        for (int i = 0; i < 6; i++)
        {
            simulation.Velocities[i] += 0.005 * ((2 * random.NextDouble()) - 1);
        }

        simulation.Forward();
    }

    private static (float Reward, bool Alive) StepLikeTheTask(MuJoCoSimulation simulation, float[] action)
    {
        double before = simulation.Positions[0];
        double[] clipped = [.. action.Select(component => (double)Math.Clamp(component, -1f, 1f))];
        clipped.CopyTo(simulation.Controls);
        simulation.Step(4);

        double[] q = simulation.Positions.ToArray();
        bool alive = q[1] > 0.7 && Math.Abs(q[2]) < 0.2
            && q[2..].Concat(simulation.Velocities.ToArray()).All(number => double.IsFinite(number) && Math.Abs(number) < 100);
        double reward = ((q[0] - before) / 0.008) + 1 - (1e-3 * clipped.Sum(component => component * component));
        return ((float)reward, alive);
    }

    private static float[] Observe(MuJoCoSimulation simulation) =>
    [
        .. simulation.Positions[1..].ToArray().Select(position => (float)position),
        .. simulation.Velocities.ToArray().Select(velocity => (float)Math.Clamp(velocity, -10, 10)),
    ];

    private static void FillUniform(float[] action, RandomSource random)
    {
        for (int i = 0; i < action.Length; i++)
        {
            action[i] = (2f * random.NextSingle()) - 1f;
        }
    }

    private static float[] Play(Func<IEnvironment> factory, ulong seed)
    {
        using IEnvironment environment = factory();
        return Play(environment, seed);
    }

    private static float[] Play(IEnvironment environment, ulong seed)
    {
        var random = new RandomSource(seed);
        var trace = new List<float>();
        float[] state = new float[Observations];
        float[] action = new float[Actions];
        environment.Reset(random, new ObservationBuffer(state));
        for (int step = 0; step < 300; step++)
        {
            FillUniform(action, random);
            trace.AddRange(state);
            if (environment.Step(action, new ObservationBuffer(state)).Terminated)
            {
                environment.Reset(random, new ObservationBuffer(state));
            }
        }

        return [.. trace];
    }

    private static void PlaySteps(IEnvironment environment, RandomSource random, float[] action, float[] state, int count = 200)
    {
        environment.Reset(random, new ObservationBuffer(state));
        for (int step = 0; step < count; step++)
        {
            if (environment.Step(action, new ObservationBuffer(state)).Terminated)
            {
                environment.Reset(random, new ObservationBuffer(state));
            }
        }
    }
}
