namespace ReinFlow.Tensors;

/// <summary>Owns the tensors that its thread makes until it is disposed; scopes nest.</summary>
public abstract class TensorScope : IDisposable
{
    /// <summary>Gives a tensor of this scope a life of its own, which the caller ends by disposing it.</summary>
    /// <param name="tensor">A tensor made inside the scope.</param>
    /// <returns>The tensor that outlives the scope.</returns>
    public abstract Tensor Detach(Tensor tensor);

    /// <summary>Ends the life of every tensor of the scope and returns their memory to the engine's pool.</summary>
    public abstract void Dispose();
}
