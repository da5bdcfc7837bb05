namespace ReinFlow.Tensors.Cpu;

/// <summary>An activation function and its derivative, for one instruction set.</summary>
/// <typeparam name="TVector">The vector type.</typeparam>
internal interface IActivation<TVector>
    where TVector : struct
{
    static abstract TVector Value(TVector x);

    /// <summary>The derivative, from the output where <see cref="Activations.DerivativeFromOutput"/> says so, otherwise from the input.</summary>
    static abstract TVector Derivative(TVector argument);
}

/// <summary>Something to be done with an activation function that is chosen at run time.</summary>
/// <typeparam name="TVector">The vector type.</typeparam>
internal interface IActivationVisitor<TVector>
    where TVector : struct
{
    void Visit<TActivation>()
        where TActivation : struct, IActivation<TVector>;
}
