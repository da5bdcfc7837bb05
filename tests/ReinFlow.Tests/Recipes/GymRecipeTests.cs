using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ReinFlow.Algorithms;
using ReinFlow.Environments;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Tensors;

namespace ReinFlow.Tests.Recipes;

/// <summary>The recipes of the locomotion tasks beside the official configuration files that they name as their source.</summary>
public sealed partial class GymRecipeTests
{
    private static IEnumerable<string> Official => RecipeCatalog.Names.Where(name => name.Contains("-reinflow", StringComparison.Ordinal)
        && name.EndsWith("-official", StringComparison.Ordinal));

    [Test]
    public void EveryOfficialConfigurationHasARecipe() =>
        Assert.That(Official.SelectMany(name => SourceFiles(RecipeCatalog.Load(name))).Distinct(), Is.EquivalentTo(OfficialRow.Files));

    [TestCaseSource(nameof(Official))]
    public void TheFineTuningHasTheOfficialNumbers(string name)
    {
        Recipe recipe = RecipeCatalog.Load(name);
        var row = OfficialRow.Of(SourceFiles(recipe).Single(file => file.Contains("/finetune/", StringComparison.Ordinal)));
        ReinFlowOptions algorithm = recipe.Algorithm;

        Assert.Multiple(() =>
        {
            Assert.That(recipe.Environment.Count, Is.EqualTo(row.Whole("n_envs")));
            Assert.That(recipe.Environment.Masses, Is.EqualTo(MassModel.Reference));
            Assert.That(algorithm.Iterations, Is.EqualTo(row.Whole("n_train_itr")));
            Assert.That(algorithm.CriticWarmupIterations, Is.EqualTo(row.Whole("n_critic_warmup_itr")));
            Assert.That(algorithm.Decisions, Is.EqualTo(row.Whole("n_steps")));
            Assert.That(algorithm.Discount, Is.EqualTo(row.Number("gamma")));
            Assert.That(algorithm.Lambda, Is.EqualTo(row.Number("gae_lambda")));
            Assert.That(algorithm.MinibatchSize, Is.EqualTo(row.Whole("batch_size")));
            Assert.That(algorithm.Epochs, Is.EqualTo(row.Whole("update_epochs")));
            Assert.That(algorithm.PassesPerEpoch, Is.EqualTo(row.Whole("repeat_multiplier")));
            Assert.That(algorithm.ValueCoefficient, Is.EqualTo((float)row.Number("vf_coef")));
            Assert.That(algorithm.EntropyCoefficient, Is.EqualTo((float)row.Number("ent_coef")));
            Assert.That(algorithm.RegularizationCoefficient, Is.EqualTo((float)row.Number("bc_loss_coeff")));
            Assert.That(recipe.Regularizer is not null, Is.EqualTo(row.Number("bc_loss_coeff") > 0));
            Assert.That(algorithm.TargetKl, Is.EqualTo(row.Number("target_kl")));
            Assert.That(algorithm.ClipRange, Is.EqualTo((float)row.Number("clip_ploss_coef")));
            Assert.That(algorithm.MinimumLogDensity, Is.EqualTo((float)row.Number("logprob_min")));
            Assert.That(algorithm.MaximumLogDensity, Is.EqualTo((float)row.Number("logprob_max")));
            Assert.That(algorithm.PolicyLearningRate, Is.EqualTo(Schedule(row, "actor_lr", "actor_lr_")));
            Assert.That(algorithm.CriticLearningRate, Is.EqualTo(Schedule(row, "critic_lr", "critic_lr_")));
            Assert.That(algorithm.PolicyWeightDecay, Is.EqualTo((float)row.Number("actor_weight_decay")));
            Assert.That(algorithm.CriticWeightDecay, Is.EqualTo((float)row.Number("critic_weight_decay")));
        });
    }

    [TestCaseSource(nameof(Official))]
    public void ThePolicyHasTheOfficialShape(string name)
    {
        Recipe recipe = RecipeCatalog.Load(name);
        var row = OfficialRow.Of(SourceFiles(recipe).Single(file => file.Contains("/finetune/", StringComparison.Ordinal)));
        PolicyRecipe policy = recipe.Policy;

        Assert.Multiple(() =>
        {
            Assert.That(policy.Kind, Is.EqualTo(row["flow_model"] == "shortcut" ? PolicyKind.Shortcut : PolicyKind.RectifiedFlow));
            Assert.That(policy.Horizon, Is.EqualTo(row.Whole("horizon_steps")));
            Assert.That(policy.ExecutedSteps, Is.EqualTo(row.Whole("act_steps")));
            Assert.That(policy.Chain.DenoisingSteps, Is.EqualTo(row.Whole("ft_denoising_steps")));
            Assert.That(policy.Chain.NoiseLimit, Is.EqualTo((float)row.Number("randn_clip_value")));
            Assert.That(policy.Chain.MeanLimit, Is.EqualTo((float)row.Number("denoised_clip_value")));
            Assert.That(policy.Network.StepEmbeddingDimension, Is.EqualTo(row.Whole("time_dim_or_td_emb_dim")));
            Assert.That(policy.Network.ConditionLayers, Is.EqualTo(row.List("cond_mlp_dims")));
            Assert.That(policy.Network.Head.HiddenLayers, Is.EqualTo(row.List("mlp_dims")));
            Assert.That($"{policy.Network.Head.Activation}", Is.EqualTo(row["activation_type"]));
            Assert.That(policy.Network.Head.Residual, Is.EqualTo(bool.Parse(row["residual_style"])));
            Assert.That(policy.Noise.Schedule, Is.EqualTo(NoiseSchedule.LearnDecay));
            Assert.That(policy.Noise.MinimumStandardDeviation, Is.EqualTo((float)row.Number("min_std")));
            Assert.That(policy.Noise.MaximumStandardDeviation, Is.EqualTo((float)row.Number("max_std")));
            Assert.That(policy.Noise.HiddenLayers, Is.EqualTo(row.List("noise_hidden_dims")));
            Assert.That(policy.Noise.HoldRatio, Is.EqualTo(row.Number("max_noise_hold_ratio")));
            Assert.That(policy.Noise.DecayRatio, Is.EqualTo(row.Number("max_noise_decay_ratio")));
            Assert.That(policy.Critic.HiddenLayers, Is.EqualTo(row.List("critic_mlp_dims")));
            Assert.That($"{policy.Critic.Activation}", Is.EqualTo(row["critic_activation"]));
        });
    }

    [TestCaseSource(nameof(Official))]
    public void TheImitationHasTheOfficialNumbers(string name)
    {
        Recipe recipe = RecipeCatalog.Load(name);
        string? file = SourceFiles(recipe).SingleOrDefault(candidate => candidate.Contains("/pretrain/", StringComparison.Ordinal));
        Assert.That(file is null, Is.EqualTo(recipe.Environment.Name == "HalfCheetah-v2"), "Only its imitation is unpublished.");
        bool isShortcut = recipe.Policy.Kind == PolicyKind.Shortcut;
        var row = OfficialRow.Of(file ?? $"cfg/gym/pretrain/hopper-medium-v2/pre_{(isShortcut ? "shortcut" : "reflow")}_mlp.yaml");
        PretrainingOptions pretraining = recipe.Pretraining;

        Assert.Multiple(() =>
        {
            Assert.That(pretraining.Epochs, Is.EqualTo(row.Whole("n_epochs")));
            Assert.That(pretraining.MinibatchSize, Is.EqualTo(row.Whole("pre_batch_size")));
            Assert.That(pretraining.WeightDecay, Is.EqualTo(row.Number("weight_decay")));
            Assert.That(pretraining.LearningRate, Is.EqualTo(Schedule(row, "learning_rate", "pre_lr_")));
            Assert.That(pretraining.AverageDecay, Is.EqualTo(row.Number("ema_decay")));
            Assert.That(pretraining.AverageStartEpoch, Is.EqualTo(row.Whole("epoch_start_ema")));
            Assert.That(pretraining.AverageEvery, Is.EqualTo(row.Whole("update_ema_freq")));
        });
        if (isShortcut)
        {
            Assert.That(recipe.SelfConsistency.Fraction, Is.EqualTo(row.Number("self_consistency_k")));
            Assert.That(recipe.SelfConsistency.NoiseFloor, Is.EqualTo((float)row.Number("delta")));
        }
    }

    [TestCaseSource(nameof(Official))]
    public void TheRecipeForCpusDiffersOnlyWhereItSays(string name)
    {
        string[] allowed =
        [
            "name", "summary", "source", "environment.masses", "algorithm.passesPerEpoch", "algorithm.minibatchSize",
            "algorithm.policyLearningRate.maximum", "algorithm.evaluationEvery", "algorithm.evaluationEpisodes", "algorithm.evaluationDecisions",
        ];
        Recipe cpu = RecipeCatalog.Load(name[..^"-official".Length]);

        Assert.That(Differences(Tree(RecipeCatalog.Load(name)), Tree(cpu), string.Empty), Is.SubsetOf(allowed));
        Assert.That((cpu.Algorithm.PassesPerEpoch, cpu.Algorithm.MinibatchSize), Is.EqualTo((1, 1250)));
    }

    private static IEnumerable<string> SourceFiles(Recipe recipe) => ConfigurationFile().Matches(recipe.Source).Select(match => match.Value);

    private static CosineWarmupSchedule Schedule(OfficialRow row, string maximum, string prefix) => new()
    {
        Maximum = row.Number(maximum),
        Minimum = row.Number(prefix + "min"),
        CycleSteps = row.Whole(prefix + "first_cycle_steps"),
        WarmupSteps = row.Whole(prefix + "warmup_steps"),
    };

    private static JsonObject Tree(Recipe recipe) => (JsonObject)JsonNode.Parse(RecipeReader.Write(recipe))!;

    private static IEnumerable<string> Differences(JsonObject one, JsonObject other, string prefix) => one.SelectMany(pair =>
        pair.Value is JsonObject section && other[pair.Key] is JsonObject counterpart ? Differences(section, counterpart, $"{prefix}{pair.Key}.")
        : JsonNode.DeepEquals(pair.Value, other[pair.Key]) ? []
        : [prefix + pair.Key]);

    [GeneratedRegex(@"cfg/gym/\S+\.yaml")]
    private static partial Regex ConfigurationFile();
}
