namespace ReinFlow.Tensors;

/// <content>The operators, written where they read well.</content>
public abstract partial class Tensor
{
    /// <summary>Adds element by element, with broadcasting.</summary>
    /// <param name="left">One operand.</param>
    /// <param name="right">The other operand.</param>
    /// <returns>The sum.</returns>
    public static Tensor operator +(Tensor left, Tensor right) => Of(left).Add(left, right);

    /// <summary>Subtracts element by element, with broadcasting.</summary>
    /// <param name="left">The minuend.</param>
    /// <param name="right">The subtrahend.</param>
    /// <returns>The difference.</returns>
    public static Tensor operator -(Tensor left, Tensor right) => Of(left).Subtract(left, right);

    /// <summary>Multiplies element by element, with broadcasting.</summary>
    /// <param name="left">One operand.</param>
    /// <param name="right">The other operand.</param>
    /// <returns>The product.</returns>
    public static Tensor operator *(Tensor left, Tensor right) => Of(left).Multiply(left, right);

    /// <summary>Divides element by element, with broadcasting.</summary>
    /// <param name="left">The dividend.</param>
    /// <param name="right">The divisor.</param>
    /// <returns>The quotient.</returns>
    public static Tensor operator /(Tensor left, Tensor right) => Of(left).Divide(left, right);

    /// <summary>Adds a number to every element.</summary>
    /// <param name="left">The tensor.</param>
    /// <param name="right">The number.</param>
    /// <returns>The sum.</returns>
    public static Tensor operator +(Tensor left, float right) => Of(left).Affine(left, 1f, right);

    /// <summary>Subtracts a number from every element.</summary>
    /// <param name="left">The tensor.</param>
    /// <param name="right">The number.</param>
    /// <returns>The difference.</returns>
    public static Tensor operator -(Tensor left, float right) => Of(left).Affine(left, 1f, -right);

    /// <summary>Multiplies every element by a number.</summary>
    /// <param name="left">The tensor.</param>
    /// <param name="right">The number.</param>
    /// <returns>The product.</returns>
    public static Tensor operator *(Tensor left, float right) => Of(left).Affine(left, right, 0f);

    /// <summary>Negates every element.</summary>
    /// <param name="operand">The tensor.</param>
    /// <returns>The negative.</returns>
    public static Tensor operator -(Tensor operand) => Of(operand).Affine(operand, -1f, 0f);

    /// <summary>Computes e to the power of every element.</summary>
    /// <returns>The result.</returns>
    public Tensor Exp() => Engine.Exp(this);

    /// <summary>Computes the natural logarithm of every element.</summary>
    /// <returns>The result.</returns>
    public Tensor Log() => Engine.Log(this);

    /// <summary>Computes the square of every element.</summary>
    /// <returns>The result.</returns>
    public Tensor Square() => Engine.Square(this);

    /// <summary>Limits every element; the gradient is zero outside the limits.</summary>
    /// <param name="minimum">The lower limit.</param>
    /// <param name="maximum">The upper limit.</param>
    /// <returns>The result.</returns>
    public Tensor Clamp(float minimum, float maximum) => Engine.Clamp(this, minimum, maximum);

    /// <summary>Applies an activation function to every element.</summary>
    /// <param name="kind">The function.</param>
    /// <returns>The result.</returns>
    public Tensor Activate(ActivationKind kind) => Engine.Activate(this, kind);

    /// <summary>Sums all elements.</summary>
    /// <returns>A tensor of rank 0.</returns>
    public Tensor Sum() => Engine.Sum(Reshape([Shape.ElementCount]), 0);

    /// <summary>Sums over one axis, which disappears.</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>The sums.</returns>
    public Tensor Sum(int axis) => Engine.Sum(this, axis);

    /// <summary>Averages all elements.</summary>
    /// <returns>A tensor of rank 0.</returns>
    public Tensor Mean() => Sum() * (1f / Shape.ElementCount);

    /// <summary>Averages over one axis, which disappears.</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>The averages.</returns>
    public Tensor Mean(int axis) => Sum(axis) * (1f / Shape[axis]);

    /// <summary>Takes the smallest element along one axis, which disappears; of equal ones each gets a share of the gradient.</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>The smallest elements.</returns>
    public Tensor Minimum(int axis)
    {
        Tensor smallest = Slice(axis, 0, 1);
        for (int i = 1; i < Shape[axis]; i++)
        {
            smallest = Engine.Minimum(smallest, Slice(axis, i, 1));
        }

        return smallest.Reshape(Shape.Without(axis));
    }

    /// <summary>Reads the same elements, in the same order, under another shape.</summary>
    /// <param name="shape">The shape, with the same number of elements.</param>
    /// <returns>The tensor.</returns>
    public Tensor Reshape(TensorShape shape) => Engine.Reshape(this, shape);

    /// <summary>Takes a range of one axis.</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="start">The first index.</param>
    /// <param name="length">The number of indices.</param>
    /// <returns>The part.</returns>
    public Tensor Slice(int axis, int start, int length) => Engine.Slice(this, axis, start, length);

    /// <summary>Repeats every entry of the first axis: a a b b c c.</summary>
    /// <param name="count">How often.</param>
    /// <returns>The longer tensor.</returns>
    public Tensor RepeatRows(int count) => count == 1 ? this : Engine.RepeatRows(this, count);

    /// <summary>Repeats the whole first axis: a b c a b c.</summary>
    /// <param name="count">How often.</param>
    /// <returns>The longer tensor.</returns>
    public Tensor TileRows(int count) => count == 1 ? this : Engine.TileRows(this, count);

    /// <summary>Gets a tensor of the same elements through which no gradient flows.</summary>
    /// <returns>The tensor.</returns>
    public Tensor StopGradient() => Engine.StopGradient(this);

    private static TensorEngine Of(Tensor operand)
    {
        ArgumentNullException.ThrowIfNull(operand);
        return operand.Engine;
    }
}
