using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ReinFlow.Tests.PublicApi;

/// <summary>Writes down what other assemblies can see of one: a line per type and member, in a fixed order.</summary>
internal static class PublicSurface
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>What the compiler makes of every record; that it is one is said with the type.</summary>
    private static readonly string[] OfRecords = ["PrintMembers", "EqualityContract", "<Clone>$", "Deconstruct", "GetHashCode", "Equals", "ToString", "op_Equality", "op_Inequality"];

    public static string Of(Assembly assembly) => string.Concat(assembly.GetTypes()
        .Where(IsVisible)
        .OrderBy(type => type.FullName, StringComparer.Ordinal)
        .SelectMany(type => Members(type).Order(StringComparer.Ordinal).Prepend($"{TypeNames.Of(type)} : {Kind(type)}"))
        .Select(line => line + "\n"));

    private static bool IsVisible(Type type) => (type.IsPublic || type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem)
        && (type.DeclaringType is null || IsVisible(type.DeclaringType));

    private static bool IsVisible(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$", Own) is not null
        || (type.IsValueType && type.GetMethod("PrintMembers", Own)?.GetCustomAttribute<CompilerGeneratedAttribute>() is not null);

    private static string Kind(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            MethodInfo invoke = type.GetMethod("Invoke")!;
            return $"delegate {TypeNames.Of(invoke.ReturnParameter)} ({Parameters(invoke)}){Constraints(type)}";
        }

        string kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => (type.GetCustomAttribute<IsReadOnlyAttribute>() is null ? string.Empty : "readonly ") + (type.IsByRefLike ? "ref struct" : "struct"),
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        IEnumerable<Type> inherited = type.BaseType is { } above && above != typeof(object) && above != typeof(ValueType) && above != typeof(Enum) ? [above] : [];
        IEnumerable<Type> own = type.GetInterfaces().Where(face => face.IsPublic && type.BaseType?.GetInterfaces().Contains(face) != true && !type.IsEnum);
        string all = string.Concat(inherited.Concat(own.OrderBy(TypeNames.Of, StringComparer.Ordinal)).Select(one => ", " + TypeNames.Of(one)));
        return (IsRecord(type) ? "record " : string.Empty) + kind + all + Constraints(type);
    }

    private static string Constraints(Type type) => Constraints(type.IsGenericTypeDefinition ? type.GetGenericArguments() : []);

    private static string Constraints(Type[] arguments) => string.Concat(arguments.Select(Constraint));

    private static string Constraint(Type argument)
    {
        GenericParameterAttributes flags = argument.GenericParameterAttributes;
        bool isValue = flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        string[] all =
        [
            .. flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? (string[])["class"] : [],
            .. isValue ? (string[])["struct"] : [],
            .. argument.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(TypeNames.Of),
            .. flags.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isValue ? (string[])["new()"] : [],
        ];
        return all.Length == 0 ? string.Empty : $" where {argument.Name} : {string.Join(", ", all)}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        string name = TypeNames.Of(type);
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return [];
        }

        IEnumerable<string> fields = type.GetFields(Own)
            .Where(field => (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsSpecialName)
            .Select(field => $"{name}.{field.Name} : {Field(field)}");
        IEnumerable<string> constructors = type.GetConstructors(Own)
            .Where(constructor => IsVisible(constructor) && !constructor.IsStatic && !IsCopy(constructor))
            .Select(constructor => $"{name}.{TypeNames.Short(type)}({Parameters(constructor)}) : {(constructor.IsPublic ? "public" : "protected")}");
        IEnumerable<string> properties = type.GetProperties(Own)
            .Where(property => (IsVisible(property.GetMethod) || IsVisible(property.SetMethod)) && !(IsRecord(type) && OfRecords.Contains(property.Name)))
            .Select(property => $"{name}.{property.Name}{Index(property)} : {Property(property)}");
        IEnumerable<string> events = type.GetEvents(Own)
            .Where(one => IsVisible(one.AddMethod))
            .Select(one => $"{name}.{one.Name} : event {TypeNames.Of(one.EventHandlerType!)}{(TypeNames.IsNullable(one) ? "?" : string.Empty)}");
        IEnumerable<string> methods = type.GetMethods(Own)
            .Where(method => IsVisible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)))
            .Where(method => !(IsRecord(type) && OfRecords.Contains(method.Name)))
            .Select(method => $"{name}.{method.Name}{TypeNames.Arguments(method)}({Parameters(method)}) : {Modifiers(method)}{TypeNames.Of(method.ReturnParameter)}{Constraints(method.IsGenericMethod ? method.GetGenericArguments() : [])}");
        return [.. fields, .. constructors, .. properties, .. events, .. methods];
    }

    private static bool IsCopy(ConstructorInfo constructor) =>
        IsRecord(constructor.DeclaringType!) && constructor.GetParameters() is [var only] && only.ParameterType == constructor.DeclaringType;

    private static string Field(FieldInfo field) => field.IsLiteral
        ? field.DeclaringType!.IsEnum
            ? Convert.ToString(Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)!
            : $"const {TypeNames.Of(field.FieldType)} = {Value(field.GetRawConstantValue())}"
        : $"{(field.IsStatic ? "static " : string.Empty)}{(field.IsInitOnly ? "readonly " : string.Empty)}{TypeNames.Of(field.FieldType)}";

    private static string Index(PropertyInfo property) =>
        property.GetIndexParameters() is { Length: > 0 } index ? $"[{string.Join(", ", index.Select(Parameter))}]" : string.Empty;

    private static string Property(PropertyInfo property)
    {
        bool isInit = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        string get = IsVisible(property.GetMethod) ? "get; " : string.Empty;
        string set = IsVisible(property.SetMethod) ? isInit ? "init; " : "set; " : string.Empty;
        string required = property.GetCustomAttribute<RequiredMemberAttribute>() is null ? string.Empty : "required ";
        return $"{required}{Modifiers((property.GetMethod ?? property.SetMethod)!)}{TypeNames.Of(property)} {{ {get}{set}}}";
    }

    private static string Modifiers(MethodInfo method) =>
        (method.IsPublic ? string.Empty : "protected ")
        + (method.IsStatic ? "static " : string.Empty)
        + (method.DeclaringType!.IsInterface && !method.IsStatic ? (method.IsAbstract ? string.Empty : "virtual ")
            : method.IsAbstract ? "abstract "
            : method.GetBaseDefinition() != method ? "override "
            : method is { IsVirtual: true, IsFinal: false } ? "virtual " : string.Empty);

    private static string Parameters(MethodBase method) =>
        (method.IsDefined(typeof(ExtensionAttribute), inherit: false) ? "this " : string.Empty) + string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string way = parameter switch
        {
            { IsOut: true } => "out ",
            { ParameterType.IsByRef: true, IsIn: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) => "params ",
            _ => string.Empty,
        };
        string start = parameter.HasDefaultValue ? $" = {Value(parameter.DefaultValue)}" : string.Empty;
        return $"{way}{TypeNames.Of(parameter)} {parameter.Name}{start}";
    }

    private static string Value(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        Enum one => $"{one.GetType().Name}.{one}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
