using ReinFlow.Policies;
using ReinFlow.Tensors;

namespace ReinFlow.Algorithms;

/// <summary>The transitions of one update, in flat blocks that are made once and reused.</summary>
public sealed class TransitionBatch
{
    /// <summary>Initializes a new instance of the <see cref="TransitionBatch"/> class.</summary>
    /// <param name="shape">The sizes of one transition.</param>
    /// <param name="size">The number of transitions.</param>
    public TransitionBatch(TransitionShape shape, int size)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        Shape = shape;
        Size = size;
        Observations = new float[checked(size * shape.ObservationSize)];
        Actions = new float[checked(size * shape.ActionSize)];
        Rewards = new float[size];
        Discounts = new float[size];
        NextObservations = new float[Observations.Length];
    }

    /// <summary>Gets the sizes of one transition.</summary>
    public TransitionShape Shape { get; }

    /// <summary>Gets the number of transitions.</summary>
    public int Size { get; }

    /// <summary>Gets the observations before the chunks, normalised, of shape [batch, To·Do].</summary>
    public float[] Observations { get; }

    /// <summary>Gets the executed actions, normalised, of shape [batch, Te·Da]; of a chunk that an episode's end cut, also those that were not executed.</summary>
    public float[] Actions { get; }

    /// <summary>Gets the rewards of the executed steps, summed up, of shape [batch].</summary>
    public float[] Rewards { get; }

    /// <summary>
    /// Gets what the value of the next observation counts, of shape [batch]: 0 where the task ended, the discount of a decision elsewhere,
    /// also where a limit cut the episode. The target of a value is reward + discount · value of the next observation.
    /// </summary>
    public float[] Discounts { get; }

    /// <summary>Gets the observations after the last executed step, of shape [batch, To·Do]; never those of another episode.</summary>
    public float[] NextObservations { get; }

    /// <summary>Reads the observations of some rows.</summary>
    /// <param name="engine">The engine that makes the tensor.</param>
    /// <param name="rows">The rows.</param>
    /// <returns>The observations, of shape [rows, To, Do].</returns>
    public Observation Observation(TensorEngine engine, MicroBatch rows) => Stacked(engine, Observations, rows);

    /// <summary>Reads the observations after the chunks of some rows.</summary>
    /// <param name="engine">The engine that makes the tensor.</param>
    /// <param name="rows">The rows.</param>
    /// <returns>The observations, of shape [rows, To, Do].</returns>
    public Observation NextObservation(TensorEngine engine, MicroBatch rows) => Stacked(engine, NextObservations, rows);

    /// <summary>Reads the executed actions of some rows.</summary>
    /// <param name="engine">The engine that makes the tensor.</param>
    /// <param name="rows">The rows.</param>
    /// <returns>The actions, of shape [rows, Te·Da].</returns>
    public Tensor Action(TensorEngine engine, MicroBatch rows) => Rows(engine, Actions, rows, [rows.Count, Shape.ActionSize]);

    /// <summary>Reads the rewards of some rows.</summary>
    /// <param name="engine">The engine that makes the tensor.</param>
    /// <param name="rows">The rows.</param>
    /// <returns>The rewards, of shape [rows].</returns>
    public Tensor Reward(TensorEngine engine, MicroBatch rows) => Rows(engine, Rewards, rows, [rows.Count]);

    /// <summary>Reads the discounts of some rows.</summary>
    /// <param name="engine">The engine that makes the tensor.</param>
    /// <param name="rows">The rows.</param>
    /// <returns>The discounts, of shape [rows].</returns>
    public Tensor Discount(TensorEngine engine, MicroBatch rows) => Rows(engine, Discounts, rows, [rows.Count]);

    private static Tensor Rows(TensorEngine engine, float[] values, MicroBatch rows, TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(engine);
        int size = shape.ElementCount / rows.Count;
        return engine.FromValues(values.AsSpan(rows.Start * size, shape.ElementCount), shape);
    }

    private Observation Stacked(TensorEngine engine, float[] values, MicroBatch rows) =>
        new(Rows(engine, values, rows, [rows.Count, Shape.ObservationHistory, Shape.ObservationDimension]));
}
