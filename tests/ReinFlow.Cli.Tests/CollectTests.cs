using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using ReinFlow.Cli.Tests.Fixtures;
using ReinFlow.Demonstrations;
using ReinFlow.Environments;
using ReinFlow.Formats;

namespace ReinFlow.Cli.Tests;

/// <summary>Data sets that a policy records: their numbers are checked against the rules of the task, played again.</summary>
public sealed class CollectTests : CliTests
{
    private const int Episodes = 10;

    private static readonly string[] Scratch =
    [
        "policy.gaussian.network.hiddenLayers=[16,16]", "policy.critic.hiddenLayers=[16]", "environment.name=Avoiding", "environment.count=2",
        "algorithm.iterations=2", "algorithm.decisions=20", "algorithm.minibatchSize=20", "algorithm.epochs=1",
        "algorithm.evaluationEvery=1", "algorithm.evaluationEpisodes=2",
    ];

    private CliResult _collecting = null!;

    private string Pretrained => PathOf("pretrained");

    private string DataSet => PathOf("data");

    private string Train => Path.Combine(DataSet, "train.npz");

    [OneTimeSetUp]
    public async Task Collect()
    {
        await SucceedAsync(Tiny.Pretrain(Pretrained));
        _collecting = await SucceedAsync("collect", "--from", Pretrained, "--deterministic", "--episodes", $"{Episodes}", "--output", DataSet);
    }

    [Test]
    public void TheRecordedActionsPlayedAgainGiveTheRecordedObservationsRewardsAndEnds()
    {
        using var archive = NpzArchive.Open(Train);
        Normalization ranges = NormalizationFile.Load(Path.Combine(DataSet, NormalizationFile.Name));
        float[] states = archive.ReadSingles("states");
        float[] actions = archive.ReadSingles("actions");
        float[] rewards = archive.ReadSingles("rewards");
        bool[] terminals = [.. archive.Read("terminals").ToSingles().Select(value => value != 0)];
        int row = 0;
        foreach (long length in archive.ReadInt64s("traj_lengths"))
        {
            // Avoiding is a first-order lag: the desired position adds up the actions, the actual one covers half of the rest.
            float[] state = Raw(states, row, 4, ranges.ObservationMinimum, ranges.ObservationMaximum);
            for (int step = 0; step < length; step++, row++)
            {
                float[] found = Raw(states, row, 4, ranges.ObservationMinimum, ranges.ObservationMaximum);
                Assert.That(found, Is.EqualTo(state).Within(2e-5));
                float[] action = Raw(actions, row, 2, ranges.ActionMinimum, ranges.ActionMaximum);
                float before = state[3];
                for (int axis = 0; axis < 2; axis++)
                {
                    state[axis] += action[axis];
                    state[axis + 2] += 0.5f * (state[axis] - state[axis + 2]);
                }

                float progress = (state[3] - before) / (AvoidingField.GoalLine - AvoidingField.Start.Y);
                bool isLast = step == length - 1;
                Assert.That(Math.Abs(rewards[row] - progress), isLast ? Is.LessThan(1 + 1e-3) : Is.LessThan(1e-3));
                Assert.That(terminals[row], Is.EqualTo(isLast && length < 150));
            }
        }

        Assert.That(row, Is.EqualTo(rewards.Length));
    }

    [Test]
    public void TheManifestAgreesWithTheData()
    {
        using var archive = NpzArchive.Open(Train);
        float[] rewards = archive.ReadSingles("rewards");
        long[] lengths = archive.ReadInt64s("traj_lengths");
        double[] returns = [.. Split(rewards, lengths).Select(episode => episode.Sum(reward => (double)reward))];
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(DataSet, "manifest.json")));
        JsonElement root = manifest.RootElement;
        string policy = Path.Combine(Pretrained, "checkpoints", "last", "parameters.safetensors");

        Assert.That(root.GetProperty("environment").GetString(), Is.EqualTo("Avoiding"));
        Assert.That(root.GetProperty("recipe").GetString(), Is.EqualTo("avoiding-reinflow"));
        Assert.That(root.GetProperty("mode").GetString(), Is.EqualTo("Deterministic"));
        Assert.That(root.GetProperty("episodes").GetInt32(), Is.EqualTo(Episodes).And.EqualTo(lengths.Length));
        Assert.That(root.GetProperty("environmentSteps").GetInt64(), Is.EqualTo(lengths.Sum()).And.EqualTo(rewards.Length));
        Assert.That(root.GetProperty("returns").GetProperty("mean").GetDouble(), Is.EqualTo(returns.Average()).Within(1e-9));
        Assert.That(root.GetProperty("returns").GetProperty("maximum").GetDouble(), Is.EqualTo(returns.Max()).Within(1e-9));
        Assert.That(root.GetProperty("lengths").GetProperty("minimum").GetDouble(), Is.EqualTo(lengths.Min()));
        Assert.That(root.GetProperty("seed").GetUInt64(), Is.EqualTo(42));
        Assert.That(
            root.GetProperty("policySha256").GetString(),
            Is.EqualTo(Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(policy)))).IgnoreCase);

        string[][] table = [.. File.ReadAllLines(Path.Combine(DataSet, "episodes.csv")).Skip(1).Select(line => line.Split(','))];
        Assert.That(table.Select(cells => double.Parse(cells[2], CultureInfo.InvariantCulture)), Is.EqualTo(returns).Within(1e-9));
        Assert.That(table.Average(cells => double.Parse(cells[3], CultureInfo.InvariantCulture)), Is.EqualTo(root.GetProperty("terminatedShare").GetDouble()));
        Assert.That(table.Average(cells => double.Parse(cells[4], CultureInfo.InvariantCulture)), Is.EqualTo(root.GetProperty("successRate").GetDouble()));
        Assert.That(_collecting.Output, Does.Contain($"{Episodes} episodes, {lengths.Sum():N0} steps").And.Contain(DataSet));
    }

    [Test]
    public async Task ADataSetCanBeImitated() => await SucceedAsync(Tiny.Pretrain(PathOf("imitation"), "--demonstrations", Train));

    [TestCase("1", "42", true)]
    [TestCase("3", "42", true)]
    [TestCase("0", "43", false)]
    public async Task TheSeedAndNotTheThreadsDecideWhatIsRecorded(string threads, string seed, bool same)
    {
        string again = PathOf($"again-{threads}-{seed}");
        await SucceedAsync(
            "collect", "--from", Pretrained, "--deterministic", "--episodes", $"{Episodes}", "--output", again, "--threads", threads, "--seed", seed);

        byte[] first = File.ReadAllBytes(Train);
        byte[] second = File.ReadAllBytes(Path.Combine(again, "train.npz"));
        Assert.That(second, same ? Is.EqualTo(first) : Is.Not.EqualTo(first));
    }

    [Test]
    public async Task DemonstrationsStartElsewhereThanEvaluations()
    {
        CliResult evaluation = await SucceedAsync("evaluate", Pretrained, "--episodes", $"{Episodes}");

        string Line(CliResult result, string start) => result.Output.Split('\n').Single(line => line.StartsWith(start, StringComparison.Ordinal));
        string recorded = Line(_collecting, "length").Split('±')[0].Split(' ')[^2];
        Assert.That(Line(evaluation, "length"), Does.Not.Contain($" {recorded} "));
    }

    [Test]
    public async Task WhatIsBesideADataSetStays()
    {
        string data = PathOf("beside");
        string[] neighbours = [data + ".old", data + ".my.tmp"];
        foreach (string neighbour in neighbours)
        {
            Directory.CreateDirectory(neighbour);
        }

        await SucceedAsync("collect", "--from", Pretrained, "--deterministic", "--episodes", "1", "--output", data);

        Assert.That(neighbours, Has.All.Matches<string>(Directory.Exists));
        Assert.That(Directory.GetDirectories(Folder, "beside*"), Has.Length.EqualTo(3));
    }

    [Test]
    public async Task WithoutAPolicyARecipeIsTrainedFromScratchAndItsBestCheckpointRecords()
    {
        string[] sets = [.. Scratch.SelectMany(value => (string[])["--set", value])];
        CliResult result = await SucceedAsync(
            ["collect", "hopper-gaussian-scratch", "--episodes", "4", "--output", PathOf("scratch"), "--run", PathOf("scratch-run"), .. sets]);

        using var archive = NpzArchive.Open(Path.Combine(PathOf("scratch"), "train.npz"));
        Normalization ranges = NormalizationFile.Load(Path.Combine(PathOf("scratch"), NormalizationFile.Name));
        Assert.That(archive.ReadInt64s("traj_lengths"), Has.Length.EqualTo(4));
        Assert.That(ranges.ActionMaximum, Has.All.LessThanOrEqualTo(Avoiding.StepLimit), "Recorded actions are those that acted");
        Assert.That(result.Output, Does.Contain("iteration 2/2").And.Contain("stochastic"));

        await SucceedAsync("evaluate", PathOf("scratch-run"), "--episodes", "2");
        await SucceedAsync("collect", "--from", PathOf("scratch-run"), "--episodes", "2", "--output", PathOf("scratch-more"));
    }

    [Test]
    public async Task WhatCannotBeRecordedIsRefusedBeforeAnythingIsDone()
    {
        await FailAsync(2, ["collect", "--output", PathOf("none")], "--from CHECKPOINT", "recipe");
        await FailAsync(2, ["collect", "avoiding-reinflow"], "--output");
        await FailAsync(1, ["collect", "--from", Pretrained, "--output", DataSet], DataSet, "exists", "--output");
        await FailAsync(
            2, ["collect", "hopper-fql", "--run", PathOf("untrained"), "--output", PathOf("none")], "no noise to inject", "--deterministic");
        Assert.That(Directory.Exists(PathOf("untrained")), Is.False);
        await FailAsync(2, ["collect", "--from", Pretrained, "--output", PathOf("none")], "--deterministic");
        await FailAsync(1, ["collect", "--from", Pretrained, "--output", ""], "--output");
        await FailAsync(1, ["collect", "--from", Pretrained, "--output", Path.Combine(Train, "below")], "--output", "below");
        await FailAsync(2, ["collect", "--from", Pretrained, "--run", PathOf("none"), "--output", PathOf("none")], "--run", "--from");
        await FailAsync(1, ["collect", "--from", Pretrained, "--deterministic", "--episodes", "9000000", "--output", PathOf("none")], "9000000", "at most");
        await FailAsync(2, ["finetune", "avoiding-reinflow", "--output", PathOf("none")], "--from CHECKPOINT", "--from-scratch");
        await FailAsync(2, Tiny.Finetune(Pretrained, PathOf("none"), "--from-scratch"), "--from CHECKPOINT", "--from-scratch");
        Assert.That(Directory.Exists(PathOf("none")), Is.False);
    }

    private static float[] Raw(float[] values, int row, int width, float[] minimum, float[] maximum)
    {
        float[] raw = new float[width];
        for (int i = 0; i < width; i++)
        {
            raw[i] = ((values[(row * width) + i] + 1) / 2 * (maximum[i] - minimum[i] + 1e-6f)) + minimum[i];
        }

        return raw;
    }

    private static IEnumerable<float[]> Split(float[] values, long[] lengths)
    {
        int row = 0;
        foreach (long length in lengths)
        {
            yield return values[row..(row += (int)length)];
        }
    }
}
