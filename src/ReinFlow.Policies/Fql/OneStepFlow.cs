namespace ReinFlow.Policies;

/// <summary>A flow with what trains and samples it, and the one-step policy that is distilled from it.</summary>
public sealed class OneStepFlow
{
    /// <summary>Initializes a new instance of the <see cref="OneStepFlow"/> class.</summary>
    /// <param name="observationSize">The number of components To·Do of an observation with its history.</param>
    /// <param name="actionDimension">The number of components Da of one action.</param>
    /// <param name="options">The networks.</param>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    public OneStepFlow(int observationSize, int actionDimension, OneStepFlowOptions options)
    {
        OptionsGuard.Require(options, new OneStepFlowOptionsValidator());
        var chunk = new ActionChunkSpec(options.Horizon, options.ExecutedSteps, actionDimension);
        Flow = new RectifiedFlowPolicy(chunk, observationSize, options.Flow);
        Imitation = new FlowMatchingObjective(Flow, new FlowMatchingOptions());
        Teacher = new EulerSampler(Flow, options.Teacher);
        Policy = new OneStepPolicy(chunk, observationSize, options.OneStep);
    }

    /// <summary>Gets the flow that imitates the data.</summary>
    public IFlowPolicy Flow { get; }

    /// <summary>Gets the loss with which it imitates.</summary>
    public FlowMatchingObjective Imitation { get; }

    /// <summary>Gets what samples it.</summary>
    public EulerSampler Teacher { get; }

    /// <summary>Gets the one-step policy.</summary>
    public OneStepPolicy Policy { get; }
}
