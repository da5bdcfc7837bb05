using NUnit.Framework;
using ReinFlow.Environments;

namespace ReinFlow.Testing;

/// <summary>The rules of <see cref="IEnvironment"/> as tests: derive a fixture and supply the environment.</summary>
/// <example>
/// <code>
/// public sealed class PendulumTests : EnvironmentConformanceTests
/// {
///     protected override IEnvironment Create() => new Pendulum();
/// }
/// </code>
/// </example>
public abstract class EnvironmentConformanceTests
{
    /// <summary>Gets what may be expected of the environment.</summary>
    protected virtual EnvironmentCheckOptions Options => new();

    /// <summary>The specification is complete, possible, constant and equal in every instance.</summary>
    [Test]
    public void SpecIsValid() => Assert.That(() => EnvironmentChecker.CheckSpec(Create), Throws.Nothing);

    /// <summary>Two episodes give finite observations and rewards in every feature, and never both kinds of end at once.</summary>
    [Test]
    public void EpisodesAreFiniteAndKeepTerminatedApartFromTruncated() =>
        Assert.That(() => EnvironmentChecker.CheckEpisodes(Create, Options), Throws.Nothing);

    /// <summary>Equal streams and actions give equal episodes.</summary>
    [Test]
    public void EqualStreamsGiveEqualEpisodes() =>
        Assert.That(() => EnvironmentChecker.CheckSameStreamSameEpisode(Create, Options), Throws.Nothing);

    /// <summary>Different streams give different episodes, unless <see cref="EnvironmentCheckOptions.IsRandom"/> is off.</summary>
    [Test]
    public void DifferentStreamsGiveDifferentEpisodes() =>
        Assert.That(() => EnvironmentChecker.CheckDifferentStreamsDiffer(Create, Options), Throws.Nothing);

    /// <summary>A reset in the middle of an episode leaves nothing of it behind.</summary>
    [Test]
    public void ResetForgetsTheEpisodeBefore() => Assert.That(() => EnvironmentChecker.CheckResetForgets(Create, Options), Throws.Nothing);

    /// <summary>Steps of one instance do not show in another one.</summary>
    [Test]
    public void InstancesAreIndependent() =>
        Assert.That(() => EnvironmentChecker.CheckInstancesAreIndependent(Create, Options), Throws.Nothing);

    /// <summary>A saved episode goes on in another instance with the same bits, where the environment is an <see cref="IResumableEnvironment"/>.</summary>
    [Test]
    public void ASavedEpisodeGoesOnWithTheSameBits() => Assert.That(() => EnvironmentChecker.CheckTakingUp(Create, Options), Throws.Nothing);

    /// <summary>Steps allocate nothing once warm, unless <see cref="EnvironmentCheckOptions.IsAllocationFree"/> is off.</summary>
    [Test]
    public void StepsDoNotAllocate() => Assert.That(() => EnvironmentChecker.CheckAllocations(Create, Options), Throws.Nothing);

    /// <summary>An environment can be disposed unused and twice.</summary>
    [Test]
    public void DisposeIsRepeatable() => Assert.That(() => EnvironmentChecker.CheckDispose(Create), Throws.Nothing);

    /// <summary>The whole check passes as authors call it.</summary>
    [Test]
    public void TheCheckerAccepts() => Assert.That(() => EnvironmentChecker.Check(Create, Options), Throws.Nothing);

    /// <summary>Makes a new environment.</summary>
    /// <returns>The environment; the suite disposes it.</returns>
    protected abstract IEnvironment Create();
}
