namespace ReinFlow.Tensors.Cpu;

/// <summary>A function of one array, element by element.</summary>
internal enum UnaryOperation
{
    Negate,
    Absolute,
    Square,
    SquareRoot,
    Reciprocal,
    Exp,
    ExpMinusOne,
    Log,
    Tanh,
    Sigmoid,
    Erf,
}
