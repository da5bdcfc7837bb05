using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using ReinFlow.Demonstrations;
using ReinFlow.Environments;
using ReinFlow.Tensors;
using ReinFlow.Testing;
using RangeAttribute = System.ComponentModel.DataAnnotations.RangeAttribute;

namespace ReinFlow.Tests;

/// <summary>Rules for everything that a user sets: final types, defaults that change on purpose only, ranges that are kept.</summary>
public sealed class OptionsTests
{
    private const string Approved = "tests/ReinFlow.Tests/Approved/options.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    private static readonly Type[] Types =
    [
        .. Repository.Files("*.csproj", "src")
            .Select(path => Assembly.Load(Path.GetFileNameWithoutExtension(path)))
            .SelectMany(assembly => assembly.GetTypes()),
    ];

    private static readonly Type[] Options =
        [.. Types.Where(type => type.IsPublic && type.Name.EndsWith("Options", StringComparison.Ordinal)).OrderBy(type => type.FullName)];

    /// <summary>What refuses options whose package cannot use validators: the constructor or method that takes them.</summary>
    private static readonly Dictionary<Type, Action<object>> Takers = new()
    {
        [typeof(CpuEngineOptions)] = options => new CpuEngine((CpuEngineOptions)options).Dispose(),
        [typeof(AdamWOptions)] = TakeAdamW,
        [typeof(DemonstrationOptions)] = options =>
            DemonstrationSet.FromEpisodes([], new Normalization([0], [1], [0], [1]), (DemonstrationOptions)options),
        [typeof(AvoidingDemonstratorOptions)] = options => _ = new AvoidingDemonstrator((AvoidingDemonstratorOptions)options),
        [typeof(EnvironmentCheckOptions)] = options => EnvironmentChecker.Check(() => new Avoiding(), (EnvironmentCheckOptions)options),
    };

    public static IEnumerable<TestCaseData> ValuesOutOfRange() =>
        from type in Options.Where(type => !type.IsAbstract)
        from property in type.GetProperties()
        let range = property.GetCustomAttribute<RangeAttribute>()
        where range is not null
        from value in OutOfRange(property.PropertyType, range)
        select new TestCaseData(type, property, value)
            .SetArgDisplayNames(type.Name, property.Name, Convert.ToString(value, CultureInfo.InvariantCulture)!);

    [TestCaseSource(nameof(Options))]
    public void OptionsAreRecordsThatNobodyExtendsByChance(Type type)
    {
        bool isRecord = type.GetMethod("<Clone>$") is not null;
        bool isExtendedHere = Types.Any(other => other.BaseType == type);
        Assert.Multiple(() =>
        {
            Assert.That(isRecord, Is.True, "Options are records.");
            Assert.That(type.IsSealed || type.IsAbstract || isExtendedHere, Is.True, "Options are sealed, or made to be extended here.");
        });
    }

    [Test]
    public void DefaultsAreTheApprovedOnes()
    {
        SortedDictionary<string, object> defaults = new(StringComparer.Ordinal);
        foreach (Type type in Options.Where(type => !type.IsAbstract))
        {
            defaults[type.FullName!] = Activator.CreateInstance(type)!;
        }

        string actual = JsonSerializer.Serialize(defaults, Json) + "\n";
        string received = Path.Combine(TestContext.CurrentContext.WorkDirectory, "options.received.json");
        File.WriteAllText(received, actual);
        Assert.That(
            actual,
            Is.EqualTo(File.ReadAllText(Path.Combine(Repository.Root, Approved)).ReplaceLineEndings("\n")),
            $"If the change of a default is meant, copy {received} to {Approved} and name it in the change log.");
    }

    [TestCaseSource(nameof(ValuesOutOfRange))]
    public void ValuesOutOfRangeAreRefusedByName(Type type, PropertyInfo property, object value)
    {
        object options = Activator.CreateInstance(type)!;
        property.SetValue(options, value);
        Assert.That(Refusals(type, options), Has.Some.Contains(property.Name).IgnoreCase);
    }

    [TestCaseSource(nameof(Options))]
    public void RangesAreLimitsWhoseRefusalsNameTheValue(Type type) => Assert.That(
        type.GetProperties().Select(property => property.GetCustomAttribute<RangeAttribute>()),
        Is.All.Matches<RangeAttribute?>(range => range is null or LimitsAttribute));

    [TestCaseSource(nameof(Options))]
    public void DefaultsAreAccepted(Type type)
    {
        if (!type.IsAbstract)
        {
            Assert.That(Validators(type).Select(validate => validate(Activator.CreateInstance(type)!)), Has.None.Not.Null);
        }
    }

    private static IEnumerable<string> Refusals(Type type, object options)
    {
        Func<object, string?>[] validators = [.. Validators(type)];
        if (validators.Length > 0)
        {
            return validators.Select(validate => validate(options)).OfType<string>();
        }

        Assert.That(Takers, Does.ContainKey(type), "Write a validator, or name what refuses the options.");
        ArgumentException? refusal = Assert.Catch<ArgumentException>(() => Takers[type](options));
        return [refusal!.Message];
    }

    private static IEnumerable<Func<object, string?>> Validators(Type type)
    {
        Type contract = typeof(IValidateOptions<>).MakeGenericType(type);
        MethodInfo validate = contract.GetMethod(nameof(IValidateOptions<>.Validate))!;
        return Types
            .Where(candidate => contract.IsAssignableFrom(candidate))
            .Where(candidate => !candidate.IsAbstract && candidate.GetConstructor(Type.EmptyTypes) is not null)
            .Select(candidate => Activator.CreateInstance(candidate)!)
            .Select(validator => (Func<object, string?>)(options =>
                ((ValidateOptionsResult)validate.Invoke(validator, [null, options])!).FailureMessage));
    }

    private static IEnumerable<object> OutOfRange(Type type, RangeAttribute range)
    {
        Type number = Nullable.GetUnderlyingType(type) ?? type;
        double low = Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture);
        double high = Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture);
        if (number == typeof(int))
        {
            return new[] { low - 1, high + 1 }
                .Where(value => value is >= int.MinValue and <= int.MaxValue)
                .Select(value => (object)(int)value);
        }

        // Beyond some sizes the next number is the limit itself, and there is nothing out of range.
        return new[] { low - 1, high + 1, double.NaN }
            .Where(value => !(value >= low && value <= high))
            .Select(value => Convert.ChangeType(value, number, CultureInfo.InvariantCulture));
    }

    private static void TakeAdamW(object options)
    {
        using var engine = new CpuEngine(new CpuEngineOptions { Threads = 1 });
        using var store = new ParameterStore(engine, new Linear(1, 1), new RandomSource(1));
        new AdamW(store, (AdamWOptions)options).Dispose();
    }
}
