using System.Text.Json;

namespace ReinFlow.Environments.Tests.MuJoCo;

/// <summary>Observations and rewards of the environments along the recorded rollouts.</summary>
[TestFixture]
public sealed class LocomotionRolloutTests
{
    // Actions are single precision, the recorded controls were not, and contacts amplify the difference: up to step 10.
    private const int LastStep = 10;

    [Test]
    public void ObservationsAreTheRecordedStates(
        [ValueSource(typeof(TaskRules), nameof(TaskRules.All))] TaskRules rules, [Values] MassModel masses)
    {
        using var environment = (LocomotionEnvironment)Engine.Factory(rules.Name, masses)();
        float[] state = Start(environment);
        bool hasHorizontalPlane = rules.IsFree;
        foreach ((JsonElement recorded, _, float[] observation) in Play(environment, rules, masses, state))
        {
            double[] positions = RecordedRollouts.Numbers(recorded.GetProperty("qpos"))[(hasHorizontalPlane ? 2 : 1)..];
            double[] velocities = RecordedRollouts.Numbers(recorded.GetProperty("qvel"));
            if (rules.Name is "Hopper-v2" or "Walker2d-v2")
            {
                velocities = [.. velocities.Select(velocity => Math.Clamp(velocity, -10, 10))];
            }

            double[] expected = [.. positions, .. velocities];
            Assert.That(observation[..expected.Length], Is.EqualTo(expected).Within(2e-5));
        }
    }

    // Speeds add up to the distance, which was recorded: of the torso, or of the whole body's centre of mass.
    [TestCase("Hopper-v2", 0.001, 1.0, 1.0)]
    [TestCase("Walker2d-v2", 0.001, 1.0, 1.0)]
    [TestCase("HalfCheetah-v2", 0.1, 0.0, 1.0)]
    [TestCase("Ant-v2", 0.5, 1.0, 1.0)]
    [TestCase("Humanoid-v3", 0.1, 5.0, 1.25)]
    public void RewardsAddUpToTheRecordedDistance(string task, double cost, double bonus, double weight)
    {
        TaskRules rules = TaskRules.All.Single(candidate => candidate.Name == task);
        using var environment = (LocomotionEnvironment)Engine.Factory(task)();
        float[] state = Start(environment);
        double origin = task == "Humanoid-v3" ? environment.Simulation.SubtreeCenters[0] : 0.0;

        foreach ((JsonElement recorded, double total, _) in Play(environment, rules, MassModel.Reference, state))
        {
            int steps = recorded.GetProperty("step").GetInt32();
            double squares = Enumerable.Range(0, steps).Sum(step =>
                Enumerable.Range(0, environment.Spec.ActionDimension).Sum(i => Math.Pow(RecordedRollouts.Control(rules, step, i), 2)));
            double end = task == "Humanoid-v3" ? recorded.GetProperty("subtreeX").GetDouble() : recorded.GetProperty("qpos")[0].GetDouble();
            double distance = (total - (steps * bonus) + (cost * squares)) * rules.Seconds / weight;

            // The Ant is paid for where the engine last evaluated its torso, which is a fraction of a step before the recorded position.
            double tolerance = task == "Ant-v2" ? 2e-3 : 2e-6;
            Assert.That(distance, Is.EqualTo(end - origin).Within(tolerance), $"step {steps}");
        }
    }

    [Test]
    public void TheHumanoidSeesItsMassesAndNoContactForces()
    {
        using var environment = (LocomotionEnvironment)Engine.Factory("Humanoid-v3")();
        float[] state = Start(environment);
        TaskRules rules = TaskRules.All.Single(candidate => candidate.Name == "Humanoid-v3");
        foreach ((_, _, float[] observation) in Play(environment, rules, MassModel.Reference, state))
        {
            double[] masses = [.. Enumerable.Range(0, 14).Select(body => (double)observation[45 + (body * 10) + 9])];

            Assert.That(masses, Is.EqualTo(RecordedRollouts.BodyMasses("Humanoid-v3", MassModel.Reference)).Within(1e-6));
            Assert.That(observation[^84..], Is.All.Zero);
        }
    }

    private static float[] Start(LocomotionEnvironment environment)
    {
        float[] state = new float[environment.Spec.ObservationDimension];
        environment.Reset(new RandomSource(1), new ObservationBuffer(state));

        // The recorded rollouts start without noise.
        environment.Simulation.Reset();
        environment.Simulation.Forward();
        return state;
    }

    private static IEnumerable<(JsonElement Recorded, double Return, float[] Observation)> Play(
        LocomotionEnvironment environment, TaskRules rules, MassModel masses, float[] state)
    {
        Dictionary<int, JsonElement> recorded = RecordedRollouts.Steps(rules.Name, masses)
            .ToDictionary(element => element.GetProperty("step").GetInt32());
        float[] action = new float[environment.Spec.ActionDimension];
        double total = 0.0;
        for (int step = 0; step < LastStep; step++)
        {
            for (int i = 0; i < action.Length; i++)
            {
                action[i] = (float)RecordedRollouts.Control(rules, step, i);
            }

            total += environment.Step(action, new ObservationBuffer(state)).Reward;
            if (recorded.TryGetValue(step + 1, out JsonElement element))
            {
                yield return (element, total, state);
            }
        }
    }
}
