namespace ReinFlow.Tensors.Tests.Kernels;

/// <summary>Textbook formulas in double precision.</summary>
internal static class Reference
{
    public static double Activate(ActivationKind kind, double x) => kind switch
    {
        ActivationKind.Identity => x,
        ActivationKind.ReLU => Math.Max(0, x),
        ActivationKind.ELU => x > 0 ? x : ExpMinusOne(x),
        ActivationKind.GELU => x * NormalDistribution(x),
        ActivationKind.Tanh => Math.Tanh(x),
        ActivationKind.Mish => x * Math.Tanh(LogOnePlus(Math.Exp(x))),
        ActivationKind.Softplus => x > 20 ? x : LogOnePlus(Math.Exp(x)),
        ActivationKind.SiLU => x * Sigmoid(x),
        ActivationKind.GELUTanh => 0.5 * x * (1 + Math.Tanh(TanhArgument(x))),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static double Derivative(ActivationKind kind, double x)
    {
        double tanh = Math.Tanh(kind == ActivationKind.Mish ? LogOnePlus(Math.Exp(x)) : x);
        return kind switch
        {
            ActivationKind.Identity => 1,
            ActivationKind.ReLU => x > 0 ? 1 : 0,
            ActivationKind.ELU => x > 0 ? 1 : Math.Exp(x),
            ActivationKind.GELU => NormalDistribution(x) + (x * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI)),
            ActivationKind.Tanh => 1 - (tanh * tanh),
            ActivationKind.Mish => tanh + (x * (1 - (tanh * tanh)) * Sigmoid(x)),
            ActivationKind.Softplus => Sigmoid(x),
            ActivationKind.SiLU => Sigmoid(x) * (1 + (x * (1 - Sigmoid(x)))),
            ActivationKind.GELUTanh => Math.Abs(x) > 30
                ? (x > 0 ? 1 : 0)
                : (0.5 * (1 + Math.Tanh(TanhArgument(x)))) +
                    (0.5 * x / Math.Pow(Math.Cosh(TanhArgument(x)), 2) * Math.Sqrt(2 / Math.PI) * (1 + (3 * 0.044715 * x * x))),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    public static double TanhArgument(double x) => Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x));

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    public static double ExpMinusOne(double x) =>
        Math.Abs(x) < 1e-3 ? x * (1 + (x / 2 * (1 + (x / 3 * (1 + (x / 4 * (1 + (x / 5)))))))) : Math.Exp(x) - 1;

    public static double LogOnePlus(double x) =>
        x < 1e-3 ? x * (1 - (x * (0.5 - (x * ((1 / 3.0) - (x * (0.25 - (x * (0.2 - (x / 6)))))))))) : Math.Log(1 + x);

    public static double NormalDistribution(double x) => (1 + Erf(x / Math.Sqrt(2))) / 2;

    /// <summary>erf by its power series with positive terms, 2x/√π·e^(−x²)·Σ (2x²)ⁿ/(1·3·…·(2n+1)).</summary>
    public static double Erf(double x)
    {
        if (Math.Abs(x) > 6)
        {
            return Math.Sign(x);
        }

        double term = 1;
        double sum = 1;
        for (int n = 1; term > 1e-18 * sum; n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 * x / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
