namespace ReinFlow.Tensors;

/// <content>The differentiable operators.</content>
public abstract partial class TensorEngine
{
    /// <summary>Adds with NumPy's broadcasting rules.</summary>
    /// <param name="left">One operand.</param>
    /// <param name="right">The other operand.</param>
    /// <returns>The sum.</returns>
    public abstract Tensor Add(Tensor left, Tensor right);

    /// <summary>Subtracts with NumPy's broadcasting rules.</summary>
    /// <param name="left">The minuend.</param>
    /// <param name="right">The subtrahend.</param>
    /// <returns>The difference.</returns>
    public abstract Tensor Subtract(Tensor left, Tensor right);

    /// <summary>Multiplies element by element with NumPy's broadcasting rules.</summary>
    /// <param name="left">One operand.</param>
    /// <param name="right">The other operand.</param>
    /// <returns>The product.</returns>
    public abstract Tensor Multiply(Tensor left, Tensor right);

    /// <summary>Divides element by element with NumPy's broadcasting rules.</summary>
    /// <param name="left">The dividend.</param>
    /// <param name="right">The divisor.</param>
    /// <returns>The quotient.</returns>
    public abstract Tensor Divide(Tensor left, Tensor right);

    /// <summary>Takes the smaller element; where both are equal, each gets half of the gradient.</summary>
    /// <param name="left">One operand.</param>
    /// <param name="right">The other operand.</param>
    /// <returns>The smaller elements.</returns>
    public abstract Tensor Minimum(Tensor left, Tensor right);

    /// <summary>Takes the larger element; where both are equal, each gets half of the gradient.</summary>
    /// <param name="left">One operand.</param>
    /// <param name="right">The other operand.</param>
    /// <returns>The larger elements.</returns>
    public abstract Tensor Maximum(Tensor left, Tensor right);

    /// <summary>Computes scale · x + shift.</summary>
    /// <param name="operand">x.</param>
    /// <param name="scale">The factor.</param>
    /// <param name="shift">The summand.</param>
    /// <returns>The result.</returns>
    public abstract Tensor Affine(Tensor operand, float scale, float shift);

    /// <summary>Computes e to the power of every element.</summary>
    /// <param name="operand">The tensor.</param>
    /// <returns>The result.</returns>
    public abstract Tensor Exp(Tensor operand);

    /// <summary>Computes the natural logarithm of every element.</summary>
    /// <param name="operand">The tensor.</param>
    /// <returns>The result.</returns>
    public abstract Tensor Log(Tensor operand);

    /// <summary>Computes the square of every element.</summary>
    /// <param name="operand">The tensor.</param>
    /// <returns>The result.</returns>
    public abstract Tensor Square(Tensor operand);

    /// <summary>Limits every element; the gradient passes inside the limits, ends included.</summary>
    /// <param name="operand">The tensor.</param>
    /// <param name="minimum">The lower limit.</param>
    /// <param name="maximum">The upper limit.</param>
    /// <returns>The result.</returns>
    public abstract Tensor Clamp(Tensor operand, float minimum, float maximum);

    /// <summary>Applies an activation function to every element.</summary>
    /// <param name="operand">The tensor.</param>
    /// <param name="kind">The function.</param>
    /// <returns>The result.</returns>
    public abstract Tensor Activate(Tensor operand, ActivationKind kind);

    /// <summary>Computes activation(x Wᵀ + b + start) over the last axis in one operator.</summary>
    /// <param name="input">x, of shape [..., in].</param>
    /// <param name="weight">W, of shape [out, in].</param>
    /// <param name="bias">b, of shape [out], or <see langword="null"/>.</param>
    /// <param name="activation">The activation.</param>
    /// <param name="start">What is added before the activation, of the result's shape, or <see langword="null"/>.</param>
    /// <param name="columns">
    /// The columns of W that x meets, if it is a part of the inputs only; the share of the others may come with <paramref name="start"/>.
    /// </param>
    /// <returns>The result, of shape [..., out].</returns>
    public abstract Tensor Linear(
        Tensor input, Tensor weight, Tensor? bias, ActivationKind activation, Tensor? start = null, Range? columns = null);

    /// <summary>Computes activation(x Wₑᵀ + bₑ) for every member e of an ensemble, as one operation of a product per member.</summary>
    /// <param name="input">x, of shape [rows, in] for all members, or [ensemble, rows, in].</param>
    /// <param name="weights">The members' W, each of shape [out, in].</param>
    /// <param name="biases">The members' b, each of shape [out].</param>
    /// <param name="activation">The activation.</param>
    /// <returns>The results, of shape [ensemble, rows, out].</returns>
    public virtual Tensor EnsembleLinear(
        Tensor input, ReadOnlySpan<Tensor> weights, ReadOnlySpan<Tensor> biases, ActivationKind activation)
    {
        ArgumentNullException.ThrowIfNull(input);
        var results = new Tensor[weights.Length];
        for (int e = 0; e < results.Length; e++)
        {
            results[e] = Linear(input.Shape.Rank == 2 ? Slab(input) : Slice(input, 0, e, 1), weights[e], biases[e], activation);
        }

        return Concatenate(0, results);
    }

    /// <summary>Normalises the last axis for every member of an ensemble, each with its own scale and shift.</summary>
    /// <param name="input">The tensor, of shape [ensemble, rows, features].</param>
    /// <param name="weights">The members' scales, each of shape [features].</param>
    /// <param name="biases">The members' shifts, each of shape [features].</param>
    /// <param name="epsilon">The number added to the variance.</param>
    /// <returns>The result, of shape [ensemble, rows, features].</returns>
    public virtual Tensor EnsembleLayerNorm(
        Tensor input, ReadOnlySpan<Tensor> weights, ReadOnlySpan<Tensor> biases, float epsilon)
    {
        var results = new Tensor[weights.Length];
        for (int e = 0; e < results.Length; e++)
        {
            results[e] = LayerNorm(Slice(input, 0, e, 1), weights[e], biases[e], epsilon);
        }

        return Concatenate(0, results);
    }

    /// <summary>Adds every row of one matrix to every row of another: result[i·n + j] = left[i] + right[j].</summary>
    /// <param name="left">A matrix, of shape [m, features].</param>
    /// <param name="right">A matrix, of shape [n, features].</param>
    /// <returns>The sums, of shape [m·n, features].</returns>
    public virtual Tensor PairwiseSum(Tensor left, Tensor right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return Add(RepeatRows(left, right.Shape[0]), TileRows(right, left.Shape[0]));
    }

    /// <summary>Normalises the last axis to mean 0 and variance 1, then scales and shifts it.</summary>
    /// <param name="input">The tensor, of shape [..., features].</param>
    /// <param name="weight">The scale, of shape [features].</param>
    /// <param name="bias">The shift, of shape [features].</param>
    /// <param name="epsilon">The number added to the variance.</param>
    /// <returns>The result.</returns>
    public abstract Tensor LayerNorm(Tensor input, Tensor weight, Tensor bias, float epsilon);

    /// <summary>Embeds numbers as sines, then cosines, of frequencies from 1 to 1/10000; no gradient flows to the numbers.</summary>
    /// <param name="positions">The numbers, of shape [n].</param>
    /// <param name="dimension">The even length of an embedding, at least 4.</param>
    /// <returns>The embeddings, of shape [n, dimension].</returns>
    public abstract Tensor SinusoidalEmbedding(Tensor positions, int dimension);

    /// <summary>Looks rows of a table up.</summary>
    /// <param name="table">The table, of shape [rows, features].</param>
    /// <param name="rows">The rows.</param>
    /// <returns>The rows, of shape [rows.Length, features].</returns>
    public abstract Tensor GatherRows(Tensor table, ReadOnlySpan<int> rows);

    /// <summary>Joins tensors along one axis.</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="parts">The tensors; all other axes agree.</param>
    /// <returns>The joined tensor.</returns>
    public abstract Tensor Concatenate(int axis, params ReadOnlySpan<Tensor> parts);

    /// <summary>Takes a range of one axis.</summary>
    /// <param name="operand">The tensor.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="start">The first index.</param>
    /// <param name="length">The number of indices.</param>
    /// <returns>The part.</returns>
    public abstract Tensor Slice(Tensor operand, int axis, int start, int length);

    /// <summary>Reads the same elements, in the same order, under another shape.</summary>
    /// <param name="operand">The tensor.</param>
    /// <param name="shape">The shape.</param>
    /// <returns>The tensor.</returns>
    public abstract Tensor Reshape(Tensor operand, TensorShape shape);

    /// <summary>Repeats every entry of the first axis: a a b b c c.</summary>
    /// <param name="operand">The tensor.</param>
    /// <param name="count">How often.</param>
    /// <returns>The longer tensor.</returns>
    public abstract Tensor RepeatRows(Tensor operand, int count);

    /// <summary>Repeats the whole first axis: a b c a b c.</summary>
    /// <param name="operand">The tensor.</param>
    /// <param name="count">How often.</param>
    /// <returns>The longer tensor.</returns>
    public abstract Tensor TileRows(Tensor operand, int count);

    /// <summary>Sums over one axis, which disappears.</summary>
    /// <param name="operand">The tensor.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>The sums.</returns>
    public abstract Tensor Sum(Tensor operand, int axis);

    /// <summary>Gets a tensor of the same elements through which no gradient flows.</summary>
    /// <param name="operand">The tensor.</param>
    /// <returns>The tensor.</returns>
    public abstract Tensor StopGradient(Tensor operand);

    private Tensor Slab(Tensor matrix) => Reshape(matrix, [1, matrix.Shape[0], matrix.Shape[1]]);
}
