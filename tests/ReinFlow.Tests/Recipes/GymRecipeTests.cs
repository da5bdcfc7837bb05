using System.Text.RegularExpressions;
using ReinFlow.Algorithms;
using ReinFlow.Environments;
using ReinFlow.Policies;
using ReinFlow.Recipes;
using ReinFlow.Runs;
using ReinFlow.Tensors;

namespace ReinFlow.Tests.Recipes;

/// <summary>The recipes of the gym tasks beside the official configuration files that they name as their source.</summary>
public sealed partial class GymRecipeTests
{
    private static IEnumerable<string> Official => RecipeCatalog.Names.Where(name => name.Contains("-reinflow", StringComparison.Ordinal)
        && name.EndsWith("-official", StringComparison.Ordinal));

    /// <summary>Gets those whose environment is part of the package, so that CPUs can train them.</summary>
    private static IEnumerable<string> Played =>
        Official.Where(name => EnvironmentCatalog.Names.Contains(RecipeCatalog.Load(name).Environment.Name, StringComparer.Ordinal));

    [Test]
    public void EveryOfficialConfigurationHasARecipe() =>
        Assert.That(Official.SelectMany(name => SourceFiles(RecipeCatalog.Load(name))).Distinct(), Is.EquivalentTo(OfficialRow.Gym.Keys));

    [TestCaseSource(nameof(Official))]
    public void TheFineTuningHasTheOfficialNumbers(string name)
    {
        Recipe recipe = RecipeCatalog.Load(name);
        OfficialRow row = OfficialRow.Gym[SourceFiles(recipe).Single(file => file.Contains("/finetune/", StringComparison.Ordinal))];
        ReinFlowOptions algorithm = recipe.Algorithm;

        Assert.Multiple(() =>
        {
            Assert.That(recipe.Environment.Count, Is.EqualTo(row.Whole("n_envs")));
            Assert.That(recipe.Environment.Masses, Is.EqualTo(MassModel.Reference));
            Assert.That(Task(recipe), Is.EqualTo(row["env"]));
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
            Assert.That(algorithm.ValueClipRange, Is.EqualTo((float?)row.Optional("clip_vloss_coef")));
            Assert.That(algorithm.MaximumGradientNorm, Is.EqualTo((float?)row.Optional("max_grad_norm")));
            Assert.That(algorithm.GradientAccumulation, Is.EqualTo(row.Whole("grad_accumulate")));
            Assert.That(algorithm.ScaleRewards, Is.EqualTo(row.Truth("reward_scale_running")));
            Assert.That(algorithm.RewardScale, Is.EqualTo(row.Number("reward_scale_const")));
            Assert.That(algorithm.ResetEachIteration, Is.EqualTo(row.Truth("reset_at_iteration")));
            Assert.That(algorithm.IncludeInitialNoise, Is.EqualTo(row.Truth("account_for_initial_stochasticity")));
            Assert.That(algorithm.EvaluationEvery, Is.EqualTo(row.Whole("val_freq")));
            Assert.That(algorithm.CheckpointEvery, Is.EqualTo(row.Whole("ft_save_model_freq")));
            Assert.That(algorithm.Seed, Is.EqualTo((ulong)row.Whole("seed")));
        });
    }

    [TestCaseSource(nameof(Official))]
    public void ThePolicyHasTheOfficialShape(string name)
    {
        Recipe recipe = RecipeCatalog.Load(name);
        OfficialRow row = OfficialRow.Gym[SourceFiles(recipe).Single(file => file.Contains("/finetune/", StringComparison.Ordinal))];
        PolicyRecipe policy = recipe.Policy;

        Assert.Multiple(() =>
        {
            Assert.That(policy.Kind, Is.EqualTo(row["flow_model"] == "shortcut" ? PolicyKind.Shortcut : PolicyKind.RectifiedFlow));
            Assert.That(policy.ObservationHistory, Is.EqualTo(row.Whole("cond_steps")));
            Assert.That(policy.Horizon, Is.EqualTo(row.Whole("horizon_steps")));
            Assert.That(policy.ExecutedSteps, Is.EqualTo(row.Whole("act_steps")));
            Assert.That(policy.Chain.DenoisingSteps, Is.EqualTo(row.Whole("ft_denoising_steps")));
            Assert.That(policy.Chain.DenoisingSteps, Is.EqualTo(row.Whole("inference_steps")));
            Assert.That(policy.Chain.NoiseLimit, Is.EqualTo((float)row.Number("randn_clip_value")));
            Assert.That(policy.Chain.MeanLimit, Is.EqualTo((float)row.Number("denoised_clip_value")));
            Assert.That(policy.Network.StepEmbeddingDimension, Is.EqualTo(row.Whole("time_dim_or_td_emb_dim")));
            Assert.That(policy.Network.ConditionLayers, Is.EqualTo(row.List("cond_mlp_dims")));
            Assert.That(policy.Network.Head.HiddenLayers, Is.EqualTo(row.List("mlp_dims")));
            Assert.That($"{policy.Network.Head.Activation}", Is.EqualTo(row["activation_type"]));
            Assert.That($"{policy.Network.Head.OutputActivation}", Is.EqualTo(row["out_activation_type"]));
            Assert.That(policy.Network.Head.Residual, Is.EqualTo(row.Truth("residual_style")));
            Assert.That(policy.Network.Head.LayerNorm, Is.EqualTo(row.Truth("use_layernorm")));
            Assert.That(policy.Noise.Schedule, Is.EqualTo(row["noise_scheduler_type"] == "learn" ? NoiseSchedule.Learn : NoiseSchedule.LearnDecay));
            Assert.That(Math.Max(policy.Chain.MinimumStandardDeviation, policy.Noise.MinimumStandardDeviation), Is.EqualTo((float)row.Number("min_sampling_std")));
            Assert.That($"{policy.Noise.Activation}", Is.EqualTo(row["explore_net_activation"]));
            Assert.That(policy.Noise.MinimumStandardDeviation, Is.EqualTo((float)row.Number("min_std")));
            Assert.That(policy.Noise.MaximumStandardDeviation, Is.EqualTo((float)row.Number("max_std")));
            Assert.That(policy.Noise.HiddenLayers, Is.EqualTo(row.List("noise_hidden_dims")));
            Assert.That(policy.Noise.HoldRatio, Is.EqualTo(row.Number("max_noise_hold_ratio")));
            Assert.That(policy.Noise.DecayRatio, Is.EqualTo(row.Number("max_noise_decay_ratio")));
            Assert.That(policy.Critic.HiddenLayers, Is.EqualTo(row.List("critic_mlp_dims")));
            Assert.That($"{policy.Critic.Activation}", Is.EqualTo(row["critic_activation"]));
            Assert.That(policy.Critic.Residual, Is.EqualTo(row.Truth("critic_residual")));
            Assert.That(policy.Critic.LayerNorm, Is.EqualTo(row.Truth("critic_layernorm")));
            Assert.That($"{policy.Shortcut.Combination}", Is.EqualTo("Add"));
            Assert.That(row["embed_combination_type"], Is.EqualTo(policy.Kind == PolicyKind.Shortcut ? "add" : string.Empty));
        });
    }

    [TestCaseSource(nameof(Official))]
    public void TheImitationHasTheOfficialNumbers(string name)
    {
        Recipe recipe = RecipeCatalog.Load(name);
        string? file = SourceFiles(recipe).SingleOrDefault(candidate => candidate.Contains("/pretrain/", StringComparison.Ordinal));
        Assert.That(file is null, Is.EqualTo(recipe.Environment.Name == "HalfCheetah-v2"), "Only its imitation is unpublished.");
        bool isShortcut = recipe.Policy.Kind == PolicyKind.Shortcut;
        OfficialRow row = OfficialRow.Gym[file ?? $"cfg/gym/pretrain/hopper-medium-v2/pre_{(isShortcut ? "shortcut" : "reflow")}_mlp.yaml"];
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
            Assert.That($"{recipe.Imitation.TimeSampling}", Is.EqualTo(row["sample_t_type"]).IgnoreCase);
            Assert.That(recipe.Demonstrations.MaximumEpisodes ?? -1, Is.EqualTo(row.Whole("max_n_episodes")));
            Assert.That(pretraining.Seed, Is.EqualTo((ulong)row.Whole("seed")));
        });
        if (isShortcut)
        {
            Assert.That(recipe.SelfConsistency.Fraction, Is.EqualTo(row.Number("self_consistency_k")));
            Assert.That(recipe.SelfConsistency.NoiseFloor, Is.EqualTo((float)row.Number("delta")));
        }
    }

    [TestCaseSource(nameof(Played))]
    public void TheRecipeForCpusDiffersOnlyWhereItSays(string name)
    {
        string[] allowed =
        [
            "name", "summary", "source", "environment.masses", "pretraining.epochs", "algorithm.passesPerEpoch", "algorithm.minibatchSize",
            "algorithm.policyLearningRate.maximum", "algorithm.evaluationEvery", "algorithm.evaluationEpisodes",
        ];
        Recipe cpu = RecipeCatalog.Load(name[..^"-official".Length]);

        Assert.That(RecipeDifferences.Between(RecipeCatalog.Load(name), cpu), Is.SubsetOf(allowed));
        Assert.That((cpu.Algorithm.PassesPerEpoch, cpu.Algorithm.MinibatchSize), Is.EqualTo((1, 1250)));
    }

    /// <summary>Gets the task as the official files call it: by the data set, which is what the name of a recipe begins with.</summary>
    private static string Task(Recipe recipe)
    {
        string data = recipe.Name[..recipe.Name.IndexOf("-reinflow", StringComparison.Ordinal)];
        string version = recipe.Environment.Name[recipe.Environment.Name.LastIndexOf('-')..];
        data = data.EndsWith("-v0", StringComparison.Ordinal) ? data : data + version;
        return recipe.Environment.Name.StartsWith("Humanoid", StringComparison.Ordinal) ? data.Replace("humanoid", "Humanoid", StringComparison.Ordinal) : data;
    }

    private static IEnumerable<string> SourceFiles(Recipe recipe) => ConfigurationFile().Matches(recipe.Source).Select(match => match.Value);

    private static CosineWarmupSchedule Schedule(OfficialRow row, string maximum, string prefix) => new()
    {
        Maximum = row.Number(maximum),
        Minimum = row.Number(prefix + "min"),
        CycleSteps = row.Whole(prefix + "first_cycle_steps"),
        WarmupSteps = row.Whole(prefix + "warmup_steps"),
    };

    [GeneratedRegex(@"cfg/gym/\S+\.yaml")]
    private static partial Regex ConfigurationFile();
}
