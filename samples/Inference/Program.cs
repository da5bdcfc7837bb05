using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using ReinFlow;
using ReinFlow.Environments;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tensors;

// A trained policy in an application: load a checkpoint, ask it at every control tick. Argument, optional: a checkpoint of Avoiding, such as
// runs/avoiding-reinflow-finetune/checkpoints/best of the quick start; without one a policy first imitates for some seconds.
const int Robots = 8;
const int Episodes = 25;
const double RequiredSuccess = 0.2;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string checkpoint = args.Length > 0 ? args[0] : await Imitate();

var services = new ServiceCollection();
services.AddPolicyRunner("avoiding", checkpoint);
await using ServiceProvider provider = services.BuildServiceProvider();
IPolicyRunner policy = provider.GetRequiredKeyedService<IPolicyRunner>("avoiding");
Console.WriteLine($"{checkpoint} sees {policy.ObservationDimension} numbers and plans {policy.ActionChunk.Horizon} actions at once.");

// Robots on several threads share the parameters; each has a session of its own.
int[] successes = new int[Robots];
Parallel.For(0, Robots, robot =>
{
    using IPolicySession session = policy.StartSession(seed: (ulong)robot);
    using var environment = new Avoiding();
    for (int episode = 0; episode < Episodes; episode++)
    {
        successes[robot] += Play(environment, session, new RandomSource((ulong)robot).Split(episode)) ? 1 : 0;
    }
});
double success = successes.Sum() / (double)(Robots * Episodes);
Console.WriteLine($"{Robots} robots, {Episodes} episodes each: {success:P0} {new Avoiding().Spec.SuccessCriterion}.");

Measure(policy);
return success >= RequiredSuccess ? 0 : 1;

static bool Play(Avoiding environment, IPolicySession session, RandomSource random)
{
    float[] state = new float[environment.Spec.ObservationDimension];
    float[] action = new float[environment.Spec.ActionDimension];
    var observation = new ObservationBuffer(state);
    environment.Reset(random, observation);
    session.Reset();
    for (int tick = 0; tick < environment.Spec.MaxEpisodeSteps; tick++)
    {
        session.Act(state, action);
        StepResult result = environment.Step(action, observation);
        if (result.Terminated)
        {
            return result.Succeeded;
        }
    }

    return false;
}

static void Measure(IPolicyRunner policy)
{
    const int Ticks = 4000;
    using IPolicySession session = policy.StartSession();
    float[] action = new float[policy.ActionChunk.ActionDimension];
    float[] observation = [0.5f, 0f, 0.5f, 0f];
    double[] microseconds = new double[Ticks];
    long allocated = 0;
    for (int tick = -Ticks; tick < Ticks; tick++)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        session.Act(observation, action);
        (long elapsed, allocated) = (Stopwatch.GetTimestamp() - start, tick < 0 ? 0 : allocated + GC.GetAllocatedBytesForCurrentThread() - before);
        microseconds[Math.Max(tick, 0)] = elapsed * 1e6 / Stopwatch.Frequency;
    }

    Array.Sort(microseconds);
    Console.WriteLine($"A tick takes {microseconds[Ticks / 2]:0.0} µs, one that plans {microseconds[Ticks * 9 / 10]:0} µs (90 %); {allocated} bytes were allocated in {Ticks} ticks.");
}

static async Task<string> Imitate()
{
    string folder = Path.Combine(Directory.CreateTempSubdirectory("reinflow-").FullName, "imitated");
    Recipe recipe = RecipeCatalog.Load("avoiding-reinflow", "demonstrations.scriptedSkill=1", "pretraining.epochs=40");
    using var engine = new CpuEngine();
    using var run = new PretrainingRun(recipe, engine, RunFolder.Create(folder, recipe, "pretrain"));
    await run.RunAsync();
    return run.Checkpoint!;
}
