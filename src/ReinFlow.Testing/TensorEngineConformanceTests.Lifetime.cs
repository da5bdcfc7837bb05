using NUnit.Framework;
using ReinFlow.Tensors;

namespace ReinFlow.Testing;

/// <content>Scopes, tapes and parallel loops.</content>
public abstract partial class TensorEngineConformanceTests
{
    /// <summary>Tensors of a scope die with it, a detached one does not, and parallel loops leave nothing behind.</summary>
    [Test]
    public void ScopesReleaseWhatTheyOwn()
    {
        long before = Engine.LiveTensorCount;
        Tensor kept;
        using (TensorScope scope = Engine.OpenScope())
        {
            Tensor sum = Engine.Zeros([3]) + 1f;
            using (TensorScope inner = Engine.OpenScope())
            {
                _ = sum + sum;
            }

            kept = scope.Detach(sum);
        }

        Engine.ForEach(8, _ => Engine.Zeros([2]).Exp());
        long during = Engine.LiveTensorCount;
        float[] values = kept.ToArray();
        kept.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(values, Is.EqualTo(new float[] { 1, 1, 1 }));
            Assert.That(during, Is.EqualTo(before + 1));
            Assert.That(Engine.LiveTensorCount, Is.EqualTo(before));
        });
    }

    /// <summary>What an outer scope holds stays as it is while inner scopes come and go.</summary>
    [Test]
    public void ScopesNest()
    {
        long before = Engine.LiveTensorCount;
        using (TensorScope outer = Engine.OpenScope())
        {
            Tensor kept = Engine.FromValues([1, 2, 3], [3]);
            for (int round = 0; round < 3; round++)
            {
                using TensorScope middle = Engine.OpenScope();
                Tensor sum = kept + (Engine.Zeros([100, 3]) + 7f).Mean(0);
                using (TensorScope inner = Engine.OpenScope())
                {
                    _ = (Engine.Zeros([1000]) - 1f).Exp();
                }

                Assert.That((sum - kept).ToArray(), Is.EqualTo(new float[] { 7, 7, 7 }).Within(1e-5));
            }

            Assert.That(kept.ToArray(), Is.EqualTo(new float[] { 1, 2, 3 }));
        }

        Assert.That(Engine.LiveTensorCount, Is.EqualTo(before));
    }

    /// <summary>A scope that is closed twice closes nothing else.</summary>
    [Test]
    public void ClosingAScopeTwiceIsHarmless()
    {
        using TensorScope outer = Engine.OpenScope();
        Tensor kept = Engine.FromValues([4], [1]);
        TensorScope inner = Engine.OpenScope();
        inner.Dispose();
        inner.Dispose();
        _ = Engine.Zeros([1]);
        Assert.That(kept.ToArray(), Is.EqualTo(new float[] { 4 }));
    }

    /// <summary>A tape within a scope uses tensors of the scope, and leaves them alive.</summary>
    [Test]
    public void ATapeMayLieWithinAScope()
    {
        using Tensor values = Engine.CreatePersistent([2]);
        using Tensor gradients = Engine.CreatePersistent([2]);
        Tensor parameter = Engine.CreateParameter(values, gradients, 0, [2]);
        values.CopyFrom([3, 5]);
        long before = Engine.LiveTensorCount;
        using (TensorScope scope = Engine.OpenScope())
        {
            Tensor input = Engine.FromValues([10, 20], [2]);
            for (int round = 0; round < 2; round++)
            {
                using GradientTape tape = Engine.RecordGradients();
                tape.Backward((parameter * input).Sum());
            }

            Assert.That(input.ToArray(), Is.EqualTo(new float[] { 10, 20 }));
            Assert.That((parameter * input).RequiresGradient, Is.False);
        }

        Assert.Multiple(() =>
        {
            Assert.That(gradients.ToArray(), Is.EqualTo(new float[] { 20, 40 }));
            Assert.That(Engine.LiveTensorCount, Is.EqualTo(before));
        });
    }

    /// <summary>A scope within a tape may be closed before the tape is differentiated: what died in it is no part of the loss.</summary>
    [Test]
    public void AScopeMayLieWithinATape()
    {
        using Tensor values = Engine.CreatePersistent([2]);
        using Tensor gradients = Engine.CreatePersistent([2]);
        Tensor parameter = Engine.CreateParameter(values, gradients, 0, [2]);
        values.CopyFrom([3, 5]);
        using (GradientTape tape = Engine.RecordGradients())
        {
            Tensor square = parameter.Square();
            float largest;
            using (TensorScope scope = Engine.OpenScope())
            {
                largest = (square * parameter).ToArray().Max();
            }

            tape.Backward((square * largest).Sum());
        }

        Assert.That(gradients.ToArray(), Is.EqualTo(new float[] { 2 * 3 * 125, 2 * 5 * 125 }));
    }

    /// <summary>A detached tensor is a copy: it outlives scope and tape, and no gradient flows to it.</summary>
    [Test]
    public void DetachedTensorsAreCopies()
    {
        using Tensor values = Engine.CreatePersistent([2]);
        using Tensor gradients = Engine.CreatePersistent([2]);
        Tensor parameter = Engine.CreateParameter(values, gradients, 0, [2]);
        values.CopyFrom([3, 5]);
        Tensor copy;
        bool requires;
        using (TensorScope scope = Engine.OpenScope())
        using (GradientTape tape = Engine.RecordGradients())
        {
            copy = scope.Detach(parameter * 2f);
            requires = copy.RequiresGradient;
            tape.Backward((copy * parameter).Sum());
        }

        values.CopyFrom([0, 0]);
        Assert.Multiple(() =>
        {
            Assert.That(requires, Is.False);
            Assert.That(copy.ToArray(), Is.EqualTo(new float[] { 6, 10 }));
            Assert.That(gradients.ToArray(), Is.EqualTo(new float[] { 6, 10 }));
        });
        copy.Dispose();
    }

    /// <summary>A parallel loop within a parallel loop does every item once and leaves nothing behind.</summary>
    [Test]
    [CancelAfter(60_000)]
    public void ParallelLoopsNest()
    {
        long before = Engine.LiveTensorCount;
        float[] results = new float[6 * 7];
        Engine.ForEach(6, outer =>
        {
            Tensor own = Engine.Zeros([1]) + outer;
            Engine.ForEach(7, inner => results[(outer * 7) + inner] += (Engine.Zeros([1]) + (inner * 10f)).ToSingle());
            for (int inner = 0; inner < 7; inner++)
            {
                results[(outer * 7) + inner] += own.ToSingle();
            }
        });
        Assert.Multiple(() =>
        {
            Assert.That(results, Is.EqualTo(Enumerable.Range(0, 42).Select(i => (float)((i / 7) + (i % 7 * 10)))));
            Assert.That(Engine.LiveTensorCount, Is.EqualTo(before));
        });
    }

    /// <summary>A parallel loop within a tape records nothing, and an item that fails leaves nothing behind.</summary>
    [Test]
    public void ParallelLoopsRecordNothingAndCleanUpAfterFailures()
    {
        using Tensor values = Engine.CreatePersistent([2]);
        using Tensor gradients = Engine.CreatePersistent([2]);
        Tensor parameter = Engine.CreateParameter(values, gradients, 0, [2]);
        long before = Engine.LiveTensorCount;
        bool[] requires = new bool[4];
        using (GradientTape tape = Engine.RecordGradients())
        {
            Engine.ForEach(4, item => requires[item] = (parameter * 2f).RequiresGradient);
            tape.Backward(parameter.Sum());
        }

        Assert.That(requires, Has.All.False);
        Assert.That(gradients.ToArray(), Is.EqualTo(new float[] { 1, 1 }));
        Assert.That(
            () => Engine.ForEach(4, item => throw new TimeoutException(Engine.Zeros([1]).Shape.ToString())),
            Throws.TypeOf<TimeoutException>());
        Assert.That(Engine.LiveTensorCount, Is.EqualTo(before));
        Assert.That(() => Engine.ForEach(0, _ => throw new TimeoutException()), Throws.Nothing);
    }
}
