namespace ReinFlow.Cli.Tests.Fixtures;

/// <summary>Command lines for networks and runs so small that they take a second.</summary>
internal static class Tiny
{
    private static readonly string[] Values =
    [
        "policy.network.head.hiddenLayers=[16,16,16]", "policy.critic.hiddenLayers=[16,16,16]", "policy.noise.hiddenLayers=[8,8]",
        "environment.count=4", "demonstrations.scriptedEpisodes=10",
        "pretraining.epochs=2", "pretraining.minibatchSize=64", "pretraining.evaluationEvery=1", "pretraining.evaluationEpisodes=4",
        "algorithm.iterations=2", "algorithm.decisions=16", "algorithm.minibatchSize=32", "algorithm.epochs=2",
        "algorithm.evaluationEvery=1", "algorithm.evaluationEpisodes=4",
    ];

    public static string[] Pretrain(string output, params string[] more) => ["pretrain", "avoiding-reinflow", "--output", output, .. Sets(), .. more];

    public static string[] Finetune(string from, string output, params string[] more) =>
        ["finetune", "avoiding-reinflow", "--from", from, "--output", output, .. Sets(), .. more];

    private static IEnumerable<string> Sets() => Values.SelectMany(value => (string[])["--set", value]);
}
