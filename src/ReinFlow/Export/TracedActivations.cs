using ReinFlow.Tensors;

namespace ReinFlow.Export;

/// <summary>The activation functions in operators of ONNX.</summary>
internal static class TracedActivations
{
    private static readonly float HalfRoot = (float)Math.Sqrt(0.5);
    private static readonly float TanhScale = (float)Math.Sqrt(2.0 / Math.PI);

    /// <summary>Adds a function to a graph and returns the name of its result.</summary>
    public static string Add(TraceGraph graph, string x, ActivationKind kind) => kind switch
    {
        ActivationKind.Identity => x,
        ActivationKind.ReLU => graph.Add("Relu", [x]),
        ActivationKind.ELU => graph.Add("Elu", [x]),
        ActivationKind.Tanh => graph.Add("Tanh", [x]),
        ActivationKind.Softplus => graph.Add("Softplus", [x]),
        ActivationKind.SiLU => graph.Add("Mul", [x, graph.Add("Sigmoid", [x])]),
        ActivationKind.Mish => graph.Add("Mul", [x, graph.Add("Tanh", [graph.Add("Softplus", [x])])]),
        ActivationKind.GELU => Gated(graph, x, graph.Add("Erf", [graph.Add("Mul", [x, graph.Number(HalfRoot)])])),
        ActivationKind.GELUTanh => Gated(graph, x, graph.Add("Tanh", [graph.Add("Mul", [Cubic(graph, x), graph.Number(TanhScale)])])),
        _ => throw new NotSupportedException($"The activation {kind} cannot be exported to ONNX."),
    };

    private static string Gated(TraceGraph graph, string x, string gate) =>
        graph.Add("Mul", [graph.Add("Mul", [x, graph.Number(0.5f)]), graph.Add("Add", [gate, graph.Number(1f)])]);

    private static string Cubic(TraceGraph graph, string x)
    {
        string square = graph.Add("Mul", [graph.Add("Mul", [x, x]), graph.Number(0.044715f)]);
        return graph.Add("Mul", [x, graph.Add("Add", [square, graph.Number(1f)])]);
    }
}
