using System.Text.Json;

namespace ReinFlow.Algorithms.Tests;

public sealed class ReturnScalerTests
{
    [Test]
    public void PublishedNumbersAreReproduced()
    {
        JsonElement vector = CheckVectors.Read("reward_scaler");
        float[] rewards = CheckVectors.Transposed(vector.GetProperty("rewards(env x step)"));
        bool[] firsts = [.. CheckVectors.Transposed(vector.GetProperty("first(1)")).Select(value => value != 0f)];
        var scaler = new ReturnScaler(2, vector.GetProperty("gamma").GetDouble());
        float[] scaled = new float[rewards.Length];

        scaler.Scale(rewards, firsts, scaled);

        Assert.That(scaled, Is.EqualTo(CheckVectors.Transposed(vector.GetProperty("scaled_1"))).Within(1e-6));
        AssertState(scaler.State, vector.GetProperty("mean,var,count,ret_1"));

        scaler.Scale(rewards, new bool[rewards.Length], scaled);

        Assert.That(scaled, Is.EqualTo(CheckVectors.Transposed(vector.GetProperty("call_2 uses first=0"))).Within(1e-6));
        AssertState(scaler.State, vector.GetProperty("mean,var,count,ret_2"));
    }

    [Test]
    public void RewardsAreScaledAsByDppo()
    {
        // Decision by decision, two environments.
        var scaler = new ReturnScaler(2, 0.99);
        float[] scaled = new float[6];

        scaler.Scale([1, 0, 2, 1, 3, 0], [true, true, false, false, false, true], scaled);

        Assert.That(scaler.State.Variance, Is.EqualTo(5.295736).Within(1e-6));
        Assert.That((scaled[0], scaled[2], scaled[4]), Is.EqualTo((.434547f, .869094f, 1.303641f)).Within(1e-6));
    }

    [Test]
    public void ARestoredScalerGoesOnWithTheSameNumbers()
    {
        float[] rewards = new float[30];
        new RandomSource(4).FillGaussian(rewards);
        var original = new ReturnScaler(3, 0.99);
        original.Scale(rewards, new bool[30], new float[30]);
        var restored = new ReturnScaler(3, 0.99) { State = original.State };
        (float[] expected, float[] actual) = (new float[30], new float[30]);

        original.Scale(rewards, new bool[30], expected);
        restored.Scale(rewards, new bool[30], actual);

        Assert.That(actual, Is.EqualTo(expected));
    }

    [Test]
    public void ScaledRewardsStayWithinTen()
    {
        float[] rewards = new float[1000];
        rewards[999] = 1e6f;
        float[] scaled = new float[1000];

        new ReturnScaler(1, 0.99).Scale(rewards, new bool[1000], scaled);

        Assert.That(scaled[999], Is.EqualTo(10f));
    }

    [Test]
    public void TheStateOfAnotherNumberOfEnvironmentsIsRefused() =>
        Assert.That(
            () => new ReturnScaler(2, 0.9).State = new ReturnScaler(3, 0.9).State,
            Throws.ArgumentException.With.Message.Contains("3 environments, but the run has 2"));

    private static void AssertState(ReturnScalerState state, JsonElement expected)
    {
        Assert.That(state.Mean, Is.EqualTo(expected[0].GetDouble()).Within(1e-12));
        Assert.That(state.Variance, Is.EqualTo(expected[1].GetDouble()).Within(1e-12));
        Assert.That(state.Count, Is.EqualTo(expected[2].GetDouble()).Within(1e-12));
        Assert.That(state.Returns, Is.EqualTo(expected[3].EnumerateArray().Select(item => item.GetDouble())).Within(1e-12));
    }
}
